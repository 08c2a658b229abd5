internal import AerialCore
internal import Foundation

/// A prepared dataset that is to be joined with others.
public struct DatasetToJoin: Sendable {
    /// Its folder.
    public var path: String
    /// What its area is to be called; of a dataset of named areas, what stands before their names. `nil` for the folder's name
    /// and the areas' own.
    public var name: String?

    /// Makes one.
    public init(path: String, name: String? = nil) {
        self.path = path
        self.name = name
    }

    /// `PATH`, or `NAME=PATH` where nothing is called like that as a whole.
    public init(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map { String($0) }
        let isPath = parts.count < 2 || FileManager.default.fileExists(atPath: text)
        self.init(path: isPath ? text : parts[1], name: isPath ? nil : parts[0])
    }
}

/// Makes one dataset of several that were prepared, as if they had been prepared at once. Each becomes an area, or keeps its
/// areas; tiles are copied.
public struct DatasetJoinPlan: Journey {
    /// At least two.
    public var datasets: [DatasetToJoin]
    /// The dataset's folder to make.
    public var out: String
    /// Holds out whole areas in place of the tiles that the datasets hold out.
    public var holdsOutAreas = false
    /// The share of held-out tiles, from 0 to below 1, where whole areas are held out.
    public var testFraction = 0.2
    /// Decides which areas.
    public var seed: UInt64 = 7
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(datasets: [DatasetToJoin], out: String) {
        self.datasets = datasets
        self.out = out
    }

    /// Copies the tiles, divides them where asked to, and records.
    public func run(_ observer: any JourneyObserver) throws -> PrepareSummary {
        guard datasets.count > 1 else { throw CommandError("joining takes two datasets or more.") }
        if holdsOutAreas { try DatasetSides.check(testFraction) }
        let places = StorePlaces(reading: datasets.map(\.path), writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(out, .dataset)
        plan.datasets = try datasets.map {
            DatasetToJoin(path: try places.folder($0.path, kind: "dataset"), name: $0.name)
        }
        var summary = try places.complete { try plan.join($0) }
        summary.dataset = out
        return summary
    }

    private func join(_ observer: any JourneyObserver) throws -> PrepareSummary {
        try OutputRule(inputs: datasets.map(\.path), policy: writing).check([OutputFilePlan(out, .dataset)])
        var seen: [FileIdentity: String] = [:]
        for path in datasets.map(\.path) {
            if let identity = FileIdentity(ofFileAt: path),
                let other = seen.updateValue(path, forKey: identity)
            {
                throw CommandError(
                    "\(path) and \(other) are one folder: each of its tiles would count twice. Name it once.")
            }
        }
        return try DatasetJoining(plan: self, observer: observer).run()
    }
}
