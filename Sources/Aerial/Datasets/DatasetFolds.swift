internal import AerialCore
internal import Foundation
internal import Imagery

/// A dataset of a row of them, in which some areas are held out and all others are learned from.
public struct DatasetFold: Codable, Sendable, Equatable {
    /// Of its folder: `fold-1` say.
    public let name: String
    /// The areas that are held out.
    public let areas: [String]
    /// Tiles to learn from.
    public let train: Int
    /// Held-out tiles.
    public let test: Int
    /// From a held-out tile to the nearest training tile; `nil` where one side has no tiles.
    public let leakageDistanceMeters: Double?

    /// False for figures of a damaged file.
    var hasPossibleFigures: Bool {
        [train, test].allSatisfy { (0...TileGrid.mostTiles).contains($0) }
            && (leakageDistanceMeters.map { $0 >= 0 && $0.isFinite } ?? true)
    }
}

/// The folds of a dataset of several areas: datasets side by side in one folder, in which each area is held out once.
package struct DatasetFolds: Codable, Sendable {
    package static let fileName = "folds.json"
    static let currentVersion = 1

    package let formatVersion: Int
    package let program: String
    package let created: String
    package let split: String
    package let seed: UInt64
    package let folds: [DatasetFold]

    init(split: SplitRule, seed: UInt64, records: [PreparedDataset]) {
        formatVersion = Self.currentVersion
        program = AerialVersion.programName
        created = Timestamp.now()
        self.split = split.description
        self.seed = seed
        folds = records.enumerated().map { position, record in
            func count(_ side: DatasetSide) -> Int {
                record.classCounts[side.rawValue]?.values.reduce(0, +) ?? 0
            }
            return DatasetFold(
                name: Self.name(position),
                areas: record.areas.filter { $0.side == .test }.compactMap(\.name), train: count(.train),
                test: count(.test), leakageDistanceMeters: record.leakageDistanceMeters)
        }
    }

    /// - Parameter position: from 0.
    static func name(_ position: Int) -> String { "fold-\(position + 1)" }

    /// Whether a folder holds folds and is no dataset itself.
    package static func lie(in folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(fileName)")
            && !FileManager.default.fileExists(atPath: "\(folder)/\(PreparedDataset.fileName)")
    }

    /// The same of a folder that may lie in an object store.
    /// - Throws: ``ImageryError`` where the store does not say.
    package static func lie(at path: String) throws -> Bool {
        guard RemotePlace.isRemote(path) else { return lie(in: path) }
        let folder = FetchedFolder.plain(path)
        func holds(_ name: String) throws -> Bool {
            try RemoteStore.object(at: "\(folder)/\(name)", named: name) != nil
        }
        return try holds(fileName) && !holds(PreparedDataset.fileName)
    }

    /// - Throws: ``CommandError`` for a folder without the list of its folds, or with one that is damaged.
    package static func read(from folder: String) throws -> DatasetFolds {
        let path = "\(folder)/\(fileName)"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError("\(folder) holds no folds: it has no \(fileName).")
        }
        guard let read = try? JSONDecoder().decode(DatasetFolds.self, from: data) else {
            throw CommandError("\(path) is damaged: it does not list folds. Prepare the dataset again.")
        }
        guard read.formatVersion <= currentVersion else {
            throw CommandError("\(path) is of a newer version of Aerial. Update this one.")
        }
        // Names become paths.
        guard !read.folds.isEmpty, read.folds.enumerated().allSatisfy({ $1.name == name($0) }) else {
            throw CommandError("\(path) is damaged: its folds are not called fold-1, fold-2 and so on.")
        }
        guard read.folds.allSatisfy(\.hasPossibleFigures) else {
            throw CommandError(
                "\(path) is damaged: no fold has such numbers of tiles. Prepare the dataset again.")
        }
        return read
    }

    func write(to folder: String) throws {
        try TextFile.writeJSON(self, to: "\(folder)/\(Self.fileName)")
    }
}
