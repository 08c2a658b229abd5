internal import AerialCore
internal import Foundation
internal import Imagery

/// Draws a synthetic county of two dates with its truth, to learn the program on and to measure it by.
public struct SynthPlan: Journey {
    /// The folder to draw into.
    public var folder: String
    /// The county's side, in metres, at least 448.
    public var sideMeters = 6720
    /// The share of tiles, 0 to 0.5, that are built on between the dates.
    public var changeShare = SyntheticCounty.Options().changeShare
    /// The UTM zone that the county lies in, 10 to 19.
    public var zone = SyntheticCounty.Options().zone
    /// Another seed draws another county.
    public var seed: UInt64 = 7
    /// How many threads draw.
    public var threads = Threads.all
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(folder: String) {
        self.folder = folder
    }

    /// Draws all files of the county.
    public func run(_ observer: any JourneyObserver) throws -> SynthSummary {
        try PlanValue.check(threads: threads)
        let places = StorePlaces(reading: [], writing: writing, observer: observer)
        var plan = self
        plan.folder = try places.output(folder: folder)
        let made = try places.complete { try plan.draw($0) }
        return SynthSummary(directory: folder, seconds: made.seconds, sizeMeters: made.sizeMeters)
    }

    private func draw(_ observer: any JourneyObserver) throws -> SynthSummary {
        try OutputRule(inputs: [], policy: writing).check(outputs)
        let options = SyntheticCounty.Options(
            widthMeters: sideMeters, heightMeters: sideMeters, seed: seed, changeShare: changeShare,
            zone: zone, threads: threads)
        let progress = SharedProgress(
            Progress("drawing the county", unit: "%", total: 100, observer: observer))
        try SyntheticCounty(options: options).write(to: folder) { progress.reach(Int($0 * 100)) }
        progress.finish()
        return SynthSummary(directory: folder, seconds: progress.seconds, sizeMeters: sideMeters)
    }

    /// A county is its files together: of one that is not whole, nothing says that it was drawn.
    private var outputs: [OutputFilePlan] {
        let changes = "\(folder)/changes.geojson"
        let isCounty = OutputKind { _ in
            SyntheticCounty.fileNames.allSatisfy {
                FileManager.default.fileExists(atPath: "\(folder)/\($0)")
            }
                && ["\"fromCode\"", "\"areaHectares\"", "\"tiles\""].allSatisfy(
                    FileHead.text(changes).contains)
        }
        return SyntheticCounty.fileNames.map { OutputFilePlan("\(folder)/\($0)", isCounty) }
    }
}

/// A county that was drawn.
public struct SynthSummary: Codable, Sendable {
    /// Its folder.
    public let directory: String
    /// How long it took.
    public let seconds: Double
    /// Its side.
    public let sizeMeters: Int
}
