internal import AerialCore
internal import Foundation

/// `dataset.json`: how `prepare` made a dataset, and where each of its tiles lies.
struct PreparedDataset: Codable, Sendable {
    /// A file that went into the dataset.
    struct Source: Codable, Sendable, Equatable {
        let path: String
        let sha256: String
        let bytes: Int
    }

    /// One tile of the dataset.
    struct Tile: Codable, Sendable, Equatable {
        /// The image's path below the dataset's folder.
        let id: String
        let row: Int
        let column: Int
        /// In the grid's coordinate reference system.
        let bounds: MapBounds
        /// The block or scene that it was split with; `nil` for a random split.
        let group: String?
    }

    static let fileName = "dataset.json"
    static let currentVersion = 2

    let formatVersion: Int
    let program: String
    let created: String
    let imagery: [Source]
    let labels: Source
    let areaOfInterest: Source?
    let rule: String
    let legend: Legend
    let split: String
    let testFraction: Double
    let balanced: Bool
    let seed: UInt64
    let grid: TileGrid
    /// What its tiles are; of format version 1 the standard one.
    let tile: TileSpec
    let metersPerPixel: Double
    /// Tiles of the grid that were looked at.
    let tilesConsidered: Int
    /// Tiles that were dropped, by reason.
    let dropped: [String: Int]
    /// Tiles by side and class.
    let classCounts: [String: [String: Int]]
    /// The shortest distance between a training and a test tile, in metres; `nil` when a side is empty.
    let leakageDistanceMeters: Double?
    let tiles: [Tile]

    var tilesByID: [String: Tile] {
        Dictionary(tiles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// `nil` for a folder that `prepare` did not write.
    static func read(fromDataset folder: String) throws -> PreparedDataset? {
        let path = folder + "/" + fileName
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        struct Version: Decodable { let formatVersion: Int }
        struct Shape: Decodable { let tile: TileSpec }
        guard let version = try? JSONDecoder().decode(Version.self, from: data) else { return nil }
        guard (1...currentVersion).contains(version.formatVersion) else {
            throw CommandError(
                "\(path) is of format \(version.formatVersion); this program reads 1 to \(currentVersion). "
                    + "Make the dataset again with 'aerial prepare'.")
        }
        do {
            if version.formatVersion > 1 { _ = try JSONDecoder().decode(Shape.self, from: data) }
            return try JSONDecoder().decode(PreparedDataset.self, from: data)
        } catch {
            throw CommandError("\(path) is damaged (\(error)). Make the dataset again with 'aerial prepare'.")
        }
    }

    func write(toDataset folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try encoder.encode(self).write(
            to: URL(fileURLWithPath: folder + "/" + Self.fileName), options: .atomic)
    }
}

extension KeyedDecodingContainer {
    /// What a dataset of format version 1 does not say is standard: taken by the decoding that the compiler writes.
    fileprivate func decode(_ type: TileSpec.Type, forKey key: Key) throws -> TileSpec {
        try decodeIfPresent(type, forKey: key) ?? .standard
    }
}
