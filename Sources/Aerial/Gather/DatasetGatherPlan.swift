internal import AerialCore
internal import Foundation
internal import Imagery

/// Puts pictures into folders of the classes that a person gave them: a dataset to train on. A table says which is which.
public struct DatasetGatherPlan: Journey {
    /// A table with `path` (or `id`) and `class`. Paths are taken from the working folder, else from that of the table.
    public var labels: String
    /// The dataset's folder to make.
    public var out: String
    /// A folder of pictures by class that the new ones are added to, in a copy; `nil` for none. Of one with `train` and `test`
    /// the new ones are learned from.
    public var base: ImageDataset?
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(labels: String, out: String) {
        self.labels = labels
        self.out = out
    }

    /// Copies the pictures.
    public func run(_ observer: any JourneyObserver) throws -> DatasetGatherSummary {
        let places = StorePlaces(reading: [labels, base?.path], writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(out, .gatheredDataset)
        let made = try places.complete { try plan.gather($0) }
        return DatasetGatherSummary(
            dataset: out, added: made.added, copied: made.copied, classes: made.classes)
    }

    private func gather(_ observer: any JourneyObserver) throws -> DatasetGatherSummary {
        let found = try PictureLabelsFile.read(path: labels)
        guard !found.isEmpty else {
            throw CommandError("\(labels) has no picture with a class. Label some, and save the table.")
        }
        if let base, base.prepared != nil {
            throw CommandError(
                "\(base.path) holds tiles with places, which a table of labels does not give. Leave --onto out: the pictures "
                    + "become a dataset of their own. Where they are tiles of imagery, give their labels as a map "
                    + "(labels.geojson) to 'aerial prepare --labels', and make one of both datasets with 'aerial dataset join'."
            )
        }
        let pictures = try differing(found.map { (label: $0, file: try file(of: $0)) })
        try OutputRule(inputs: [labels, base?.path] + pictures.map(\.file), policy: writing)
            .check([OutputFilePlan(out, .gatheredDataset)])
        let names = Set(found.map(\.className)).union(base?.classNames ?? []).sorted()
        try ClassFolders.check(
            names,
            advice: "Write them alike in \(labels)" + (base.map { ", as in \($0.path)." } ?? "."))
        let staging = try StagingFolder(for: out)
        var taken: Set<String> = []
        try copyBase(to: staging.path, &taken, observer)
        let progress = Progress("copying", unit: "pictures", total: pictures.count, observer: observer)
        for (label, file) in pictures {
            let place = Self.place(
                of: file, label.className, on: base?.hasSides == true ? .train : nil, &taken)
            try copy(file, to: "\(staging.path)/\(place)")
            try progress.advance()
        }
        progress.finish()
        try copy(labels, to: "\(staging.path)/\(Self.labelsName)")
        try staging.commit()
        return DatasetGatherSummary(
            dataset: out, added: pictures.count, copied: base?.images.count ?? 0,
            classes: Dictionary(grouping: pictures, by: \.label.className).mapValues(\.count))
    }

    /// A picture may be named in several ways, `1.png` and `./1.png` say: it is taken once, and has one class.
    private func differing(
        _ pictures: [(label: PictureLabel, file: String)]
    ) throws -> [(label: PictureLabel, file: String)] {
        var seen: [FileIdentity: PictureLabel] = [:]
        return try pictures.filter { label, file in
            guard let identity = FileIdentity(ofFileAt: file) else { return true }
            guard let other = seen[identity] else {
                seen[identity] = label
                return true
            }
            guard other.className == label.className else {
                throw CommandError(
                    "\(labels), line \(label.line): \(label.path) is \(other.className) in line \(other.line), where it is called "
                        + "\(other.path), and \(label.className) here.")
            }
            return false
        }
    }

    /// The table that the dataset was made of, kept in its folder.
    static let labelsName = ClassFolders.labelsName

    private func file(of label: PictureLabel) throws -> String {
        let beside = ((labels as NSString).deletingLastPathComponent as NSString).appendingPathComponent(
            label.path)
        for path in [label.path, beside] where FileManager.default.fileExists(atPath: path) {
            guard FileKind.isRegular(path), ImageFile.isImage(path) else {
                throw CommandError(
                    "\(labels), line \(label.line): \(path) is no picture by its name. Pictures are PNG, JPEG or TIFF files."
                )
            }
            return path
        }
        throw CommandError(
            "\(labels), line \(label.line): there is no picture \(label.path), neither from here nor beside the table. Run the "
                + "command in the folder in which the pictures were named.")
    }

    /// Each by its class and side, whatever their folders are called there.
    private func copyBase(
        to folder: String, _ taken: inout Set<String>, _ observer: any JourneyObserver
    ) throws {
        guard let base else { return }
        let progress = Progress("copying", unit: "pictures", total: base.images.count, observer: observer)
        defer { progress.finish() }
        for image in base.images {
            let place = Self.place(of: image.id, base.classNames[image.label], on: image.side, &taken)
            try copy(image.path, to: "\(folder)/\(place)")
            try progress.advance()
        }
    }

    /// The file keeps its name; where another of the class has it, all of its path becomes its name.
    /// - Parameter side: whose folder is above that of the class; `nil` for none.
    private static func place(
        of file: String, _ className: String, on side: DatasetSide?, _ taken: inout Set<String>
    ) -> String {
        let folder =
            side.map { "\($0.rawValue)/\(ClassFolders.folder(of: className))" }
            ?? ClassFolders.topFolder(of: className)
        let name = FileName.of(file)
        // A name with a point before it is passed over by listings.
        let shown = name.hasPrefix(".") ? "%2E\(name.dropFirst())" : name
        let whole = ClassFolders.folder(of: file).replacing("%2F", with: "_")
        var names = [shown, whole].map { "\(folder)/\($0)" }
        var number = 1
        while taken.contains(names[0]) {
            names.removeFirst()
            if names.isEmpty {
                number += 1
                names = ["\(folder)/\(number)-\(whole)"]
            }
        }
        taken.insert(names[0])
        return names[0]
    }

    private func copy(_ file: String, to target: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            // A link would be copied as one, and lead elsewhere from there.
            let picture = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
            try FileManager.default.copyItem(atPath: picture, toPath: target)
        } catch { throw CommandError("cannot copy \(file): \(error.fileReason).") }
    }
}

/// What was put together.
public struct DatasetGatherSummary: Codable, Sendable {
    /// Its folder.
    public let dataset: String
    /// Pictures of the table.
    public let added: Int
    /// Pictures of the dataset that they were added to.
    public let copied: Int
    /// Pictures of the table, by class.
    public let classes: [String: Int]
}
