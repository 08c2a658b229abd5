package import AerialCore
internal import Foundation
internal import Imagery

/// `dataset.json`: how `prepare` made a dataset, and where each of its tiles lies.
package struct PreparedDataset: Sendable {
    /// A file that went into the dataset.
    package struct Source: Codable, Sendable, Equatable {
        package let path: String
        package let sha256: String
        package let bytes: Int
        /// Of imagery that came from a catalogue; `nil` for any other.
        package var origin: ImageryOrigin?
    }

    /// One tile of the dataset.
    package struct Tile: Codable, Sendable, Equatable {
        /// The image's path below the dataset's folder.
        package let id: String
        /// The area that it lies in; `nil` in datasets of one area without a name.
        package var area: String?
        package let row: Int
        package let column: Int
        /// In the coordinate reference system of its area's grid.
        package let bounds: MapBounds
        /// The block or scene that it was split with, in a split by areas the block that it lies in; `nil` for a random split.
        package let group: String?
        /// The class that the labels say, where a person corrected it; `nil` elsewhere.
        package var label: String?
    }

    package static let fileName = "dataset.json"
    /// Of datasets of one area without a name, as older programs read them.
    package static let oneAreaVersion = 2
    /// Of datasets of named areas.
    package static let currentVersion = 3

    package let program: String
    package let created: String
    /// What a person said of wrong labels; `nil` where nobody did.
    package var corrections: Source?
    package let legend: Legend
    package let split: String
    package let testFraction: Double
    package let balanced: Bool
    package let seed: UInt64
    /// What its tiles are; of format version 1 the standard one.
    package let tile: TileSpec
    /// The shortest distance between a training and a test tile, in metres; `nil` when a side is empty.
    package let leakageDistanceMeters: Double?
    /// At least one; the only one may be without a name.
    package let areas: [PreparedArea]
    package let tiles: [Tile]

    package var tilesByID: [String: Tile] {
        Dictionary(tiles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether its areas have names.
    package var hasNamedAreas: Bool { areas.contains { $0.name != nil } }

    /// The grid of each area.
    package var grids: [String?: TileGrid] {
        Dictionary(areas.map { ($0.name, $0.grid) }, uniquingKeysWith: { first, _ in first })
    }
}

// MARK: Figures of all areas together

extension PreparedDataset {
    package var imagery: [Source] { areas.flatMap(\.imagery) }
    /// The files with labels, each once.
    package var labels: [Source] {
        areas.map(\.labels).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    /// The rules of the areas, each once.
    package var rule: String {
        areas.map(\.rule).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            .joined(separator: ", ")
    }
    /// The finest of the areas'.
    package var metersPerPixel: Double { areas.map(\.metersPerPixel).min() ?? 1 }
    /// Tiles of the grids that were looked at.
    package var tilesConsidered: Int { areas.reduce(0) { $0 + $1.tilesConsidered } }
    /// Tiles that were dropped, by reason.
    package var dropped: [String: Int] { Self.sum(areas.map(\.dropped)) }
    /// Tiles that are mostly of codes or classes that the legend leaves out, by code or class; `nil` in older datasets.
    package var unlisted: [String: Int]? {
        areas.allSatisfy { $0.unlisted == nil } ? nil : Self.sum(areas.compactMap(\.unlisted))
    }
    /// Tiles by side and class.
    package var classCounts: [String: [String: Int]] {
        areas.map(\.classCounts).reduce(into: [:]) { counts, area in
            for (side, classes) in area { counts[side] = Self.sum([counts[side] ?? [:], classes]) }
        }
    }

    private static func sum(_ counts: [[String: Int]]) -> [String: Int] {
        counts.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
}

// MARK: The file

extension PreparedDataset: Codable {
    private enum CodingKeys: String, CodingKey {
        case formatVersion, program, created, corrections, legend, split, testFraction, balanced, seed, tile
        case leakageDistanceMeters, areas, tiles
    }

    /// What an area says stands at the top where the only one has no name.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decode(Int.self, forKey: .formatVersion)
        program = try container.decode(String.self, forKey: .program)
        created = try container.decode(String.self, forKey: .created)
        corrections = try container.decodeIfPresent(Source.self, forKey: .corrections)
        legend = try container.decode(Legend.self, forKey: .legend)
        split = try container.decode(String.self, forKey: .split)
        testFraction = try container.decode(Double.self, forKey: .testFraction)
        balanced = try container.decode(Bool.self, forKey: .balanced)
        seed = try container.decode(UInt64.self, forKey: .seed)
        tile = version == 1 ? .standard : try container.decode(TileSpec.self, forKey: .tile)
        leakageDistanceMeters = try container.decodeIfPresent(Double.self, forKey: .leakageDistanceMeters)
        tiles = try container.decode([Tile].self, forKey: .tiles)
        areas =
            version <= Self.oneAreaVersion
            ? [try PreparedArea(from: decoder)] : try container.decode([PreparedArea].self, forKey: .areas)
        try checkAreas(container)
    }

    /// Whatever reads a dataset may rely on it.
    private func checkAreas(_ container: KeyedDecodingContainer<CodingKeys>) throws {
        let names = areas.map(\.name)
        func defect(_ text: String) -> DecodingError {
            .dataCorruptedError(forKey: .areas, in: container, debugDescription: text)
        }
        guard !areas.isEmpty else { throw defect("there is no area") }
        guard Set(names).count == names.count else { throw defect("two areas have one name") }
        guard tiles.allSatisfy({ names.contains($0.area) }) else {
            throw defect("a tile lies in an area that is not listed")
        }
        if let area = areas.first(where: { !$0.hasPossibleFigures }) {
            throw defect(
                "counts, sizes or metres of \(area.name.map { "the area '\($0)'" } ?? "its area") cannot be")
        }
        try checkTiles(container)
        guard (0...1).contains(testFraction) else {
            throw DecodingError.dataCorruptedError(
                forKey: .testFraction, in: container,
                debugDescription: "\(testFraction) is no share of held-out tiles")
        }
        guard leakageDistanceMeters.map({ $0 >= 0 && $0.isFinite }) ?? true else {
            throw DecodingError.dataCorruptedError(
                forKey: .leakageDistanceMeters, in: container,
                debugDescription: "no tiles are \(leakageDistanceMeters ?? 0) m apart")
        }
    }

    private func checkTiles(_ container: KeyedDecodingContainer<CodingKeys>) throws {
        func defect(_ text: String) -> DecodingError {
            .dataCorruptedError(forKey: .tiles, in: container, debugDescription: text)
        }
        let grids = grids
        var seen: Set<String> = []
        for tile in tiles {
            guard seen.insert(tile.id).inserted else { throw defect("\(tile.id) is listed twice") }
            guard let grid = grids[tile.area], (0..<grid.rows).contains(tile.row),
                (0..<grid.columns).contains(tile.column), tile.bounds.isPossible
            else { throw defect("\(tile.id) lies beyond its grid") }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(
            hasNamedAreas ? Self.currentVersion : Self.oneAreaVersion, forKey: .formatVersion)
        try container.encode(program, forKey: .program)
        try container.encode(created, forKey: .created)
        try container.encodeIfPresent(corrections, forKey: .corrections)
        try container.encode(legend, forKey: .legend)
        try container.encode(split, forKey: .split)
        try container.encode(testFraction, forKey: .testFraction)
        try container.encode(balanced, forKey: .balanced)
        try container.encode(seed, forKey: .seed)
        try container.encode(tile, forKey: .tile)
        try container.encodeIfPresent(leakageDistanceMeters, forKey: .leakageDistanceMeters)
        try container.encode(tiles, forKey: .tiles)
        if hasNamedAreas {
            try container.encode(areas, forKey: .areas)
        } else {
            try areas.first?.encode(to: encoder)
        }
    }

    private static let mostBytes = 1 << 30

    private static func contents(of path: String) throws -> Data? {
        guard RemotePlace.isRemote(path) else { return FileManager.default.contents(atPath: path) }
        guard try RemoteStore.object(at: path, named: fileName) != nil else { return nil }
        return try RemoteBytes.contents(of: path, limit: mostBytes).map { Data($0) }
    }

    /// `nil` for a folder that `prepare` did not write.
    package static func read(fromDataset folder: String) throws -> PreparedDataset? {
        let path = folder + "/" + fileName
        guard let data = try contents(of: path) else { return nil }
        struct Version: Decodable { let formatVersion: Int }
        guard let version = try? JSONDecoder().decode(Version.self, from: data) else { return nil }
        guard (1...currentVersion).contains(version.formatVersion) else {
            throw CommandError(
                "\(path) is of format \(version.formatVersion); this program reads 1 to \(currentVersion). "
                    + "Make the dataset again with 'aerial prepare'.")
        }
        do {
            return try JSONDecoder().decode(PreparedDataset.self, from: data)
        } catch {
            throw CommandError(
                "\(path) is damaged (\(reason(error))). Make the dataset again with 'aerial prepare'.")
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context) = error else { return "\(error)" }
        return context.debugDescription
    }

    /// Of a folder that is a dataset or one of its sides.
    static func read(aroundFolder folder: String) throws -> PreparedDataset? {
        guard RemotePlace.isRemote(folder) else {
            return try read(fromDataset: folder) ?? read(fromDataset: folder + "/..")
        }
        let plain = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        if let own = try read(fromDataset: plain) { return own }
        guard let slash = plain.lastIndex(of: "/"), slash > plain.startIndex,
            plain[plain.index(before: slash)] != "/"
        else { return nil }
        return try read(fromDataset: String(plain[..<slash]))
    }

    package func write(toDataset folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try encoder.encode(self).write(
            to: URL(fileURLWithPath: folder + "/" + Self.fileName), options: .atomic)
    }
}
