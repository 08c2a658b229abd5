package import AerialCore
internal import Foundation

/// `dataset.json`: how `prepare` made a dataset, and where each of its tiles lies.
package struct PreparedDataset: Codable, Sendable {
    /// A file that went into the dataset.
    package struct Source: Codable, Sendable, Equatable {
        package let path: String
        package let sha256: String
        package let bytes: Int
    }

    /// One tile of the dataset.
    package struct Tile: Codable, Sendable, Equatable {
        /// The image's path below the dataset's folder.
        package let id: String
        package let row: Int
        package let column: Int
        /// In the grid's coordinate reference system.
        package let bounds: MapBounds
        /// The block or scene that it was split with; `nil` for a random split.
        package let group: String?
        /// The class that the labels say, where a person corrected it; `nil` elsewhere.
        package var label: String?
    }

    package static let fileName = "dataset.json"
    package static let currentVersion = 2

    package let formatVersion: Int
    package let program: String
    package let created: String
    package let imagery: [Source]
    package let labels: Source
    package let areaOfInterest: Source?
    /// What a person said of wrong labels; `nil` where nobody did.
    package var corrections: Source?
    package let rule: String
    /// Of labels that are polygons or points: the layer and the field with the class.
    package var labelsLayer: String?
    package var classField: String?
    /// Tiles that are mostly of codes or classes that the legend leaves out, by code or class; `nil` in older datasets.
    package var unlisted: [String: Int]?
    package let legend: Legend
    package let split: String
    package let testFraction: Double
    package let balanced: Bool
    package let seed: UInt64
    package let grid: TileGrid
    /// What its tiles are; of format version 1 the standard one.
    package let tile: TileSpec
    package let metersPerPixel: Double
    /// Tiles of the grid that were looked at.
    package let tilesConsidered: Int
    /// Tiles that were dropped, by reason.
    package let dropped: [String: Int]
    /// Tiles by side and class.
    package let classCounts: [String: [String: Int]]
    /// The shortest distance between a training and a test tile, in metres; `nil` when a side is empty.
    package let leakageDistanceMeters: Double?
    package let tiles: [Tile]

    package var tilesByID: [String: Tile] {
        Dictionary(tiles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// `nil` for a folder that `prepare` did not write.
    package static func read(fromDataset folder: String) throws -> PreparedDataset? {
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

    package func write(toDataset folder: String) throws {
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
