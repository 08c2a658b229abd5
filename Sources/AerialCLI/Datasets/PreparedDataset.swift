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
        /// The class that the labels say, where a person corrected it; `nil` elsewhere.
        var label: String?
    }

    static let fileName = "dataset.json"
    static let currentVersion = 1

    let formatVersion: Int
    let program: String
    let created: String
    let imagery: [Source]
    let labels: Source
    let areaOfInterest: Source?
    /// What a person said of wrong labels; `nil` where nobody did.
    var corrections: Source?
    let rule: String
    /// Of labels that are polygons or points: the layer and the field with the class.
    var labelsLayer: String?
    var classField: String?
    /// Tiles that are mostly of codes or classes that the legend leaves out, by code or class; `nil` in older datasets.
    var unlisted: [String: Int]?
    let legend: Legend
    let split: String
    let testFraction: Double
    let balanced: Bool
    let seed: UInt64
    let grid: TileGrid
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
        guard let version = try? JSONDecoder().decode(Version.self, from: data) else { return nil }
        guard version.formatVersion == currentVersion else {
            throw CommandError(
                "\(path) is of format \(version.formatVersion); this program reads \(currentVersion). "
                    + "Make the dataset again with 'aerial prepare'.")
        }
        do {
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
