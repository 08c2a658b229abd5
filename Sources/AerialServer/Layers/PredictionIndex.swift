internal import AerialCore
internal import Foundation
internal import Imagery

/// A table of predictions in columns, for questions about places: some hundred bytes per row.
struct PredictionIndex: Sendable {
    let legend: Legend
    let counts: TileCounts
    /// `nil` for predictions of pictures, which have no place.
    let grid: TileGrid?
    /// One of each row; so too the columns below.
    let ids: [String]
    /// Class position plus one; 0 for a row that is not scored.
    private let classes: [UInt8]
    /// A row's values lie beside each other.
    private let probabilities: [Float]
    private let foreignness: [Float]
    private let status: [TileStatus]
    private let reasons: [Int: String]
    /// West, south, east, north.
    private let boxes: [(Float64, Float64, Float64, Float64)]
    private let places: [TileIndex]

    /// The most rows that are kept in memory.
    static let mostRows = 5_000_000

    /// - Throws: ``ImageryError``, ``PredictionFileError``, ``Problem``.
    init(path: String, legends: [Legend]) throws {
        let table = try PredictionFile.read(path: path)
        guard table.rows.count <= Self.mostRows else {
            throw Problem.unusable(
                "\(path) has \(table.rows.count) rows; at most \(Self.mostRows) are shown.")
        }
        legend = try Self.legend(of: table.classNames, among: legends)
        grid = table.rows.first?.place == nil ? nil : try PredictionFile.grid(of: table)
        ids = table.rows.map(\.id)
        classes = table.rows.map { $0.predictedClass.map { UInt8(clamping: $0 + 1) } ?? 0 }
        let count = table.classNames.count
        probabilities = table.rows.flatMap { row in
            row.probabilities.isEmpty ? [Float](repeating: .nan, count: count) : row.probabilities
        }
        foreignness = table.rows.map { $0.foreignness ?? .nan }
        status = table.rows.map(\.status)
        reasons = Dictionary(
            table.rows.enumerated().filter { !$0.element.reason.isEmpty }.map {
                ($0.offset, $0.element.reason)
            },
            uniquingKeysWith: { $1 })
        boxes = table.rows.compactMap(\.place).map {
            ($0.degrees.minX, $0.degrees.minY, $0.degrees.maxX, $0.degrees.maxY)
        }
        places = table.rows.compactMap { $0.place?.index }
        counts = table.rows.reduce(into: TileCounts()) { $0.record($1.status) }
    }

    /// The colours of a legend of the project that has all these classes; else a built-in one's, else some of their own.
    private static func legend(of names: [String], among legends: [Legend]) throws -> Legend {
        guard let known = (legends + Legend.builtIn).first(where: { Set(names).isSubset(of: $0.classNames) })
        else {
            return try Legend.named("predictions", classNames: names)
        }
        return try Legend(
            name: known.name,
            classes: names.compactMap { known.classIndex(named: $0) }.map { known.classes[$0] })
    }

    // MARK: Places

    /// The rows in a box of degrees, in the table's order.
    /// - Parameters:
    ///   - wanted: a class's position; `nil` for all.
    ///   - start: the first row that is looked at.
    func rows(in box: MapBounds?, ofClass wanted: Int?, from start: Int, limit: Int) -> (
        rows: [Int], next: Int?
    ) {
        var found: [Int] = []
        for row in boxes.indices.dropFirst(start) where isIn(box, row) {
            if let wanted, Int(classes[row]) != wanted + 1 { continue }
            guard found.count < limit else { return (found, row) }
            found.append(row)
        }
        return (found, nil)
    }

    /// The tile at a place in degrees: of boxes that overlap the one whose middle is nearest.
    func row(longitude: Double, latitude: Double) -> Int? {
        let scale = cos(latitude * .pi / 180)
        func distance(_ row: Int) -> Double {
            let box = boxes[row]
            let (x, y) = (((box.0 + box.2) / 2 - longitude) * scale, (box.1 + box.3) / 2 - latitude)
            return x * x + y * y
        }
        return boxes.indices.filter { row in
            let box = boxes[row]
            return box.0 <= longitude && longitude <= box.2 && box.1 <= latitude && latitude <= box.3
        }.min { distance($0) < distance($1) }
    }

    /// Where a row's tile lies in the grid.
    func tile(of row: Int) -> TileIndex { places[row] }

    /// Tiles of each class in a box, in the legend's order, and those without a class.
    func classCounts(in box: MapBounds?) -> (classes: [Int], others: Int) {
        var counts = [Int](repeating: 0, count: legend.classes.count + 1)
        for row in boxes.indices where isIn(box, row) { counts[Int(classes[row])] += 1 }
        return (Array(counts.dropFirst()), counts[0])
    }

    private func isIn(_ box: MapBounds?, _ row: Int) -> Bool {
        guard let box else { return true }
        let own = boxes[row]
        return own.0 <= box.maxX && own.2 >= box.minX && own.1 <= box.maxY && own.3 >= box.minY
    }

    /// All tiles together, in degrees.
    var degrees: MapBounds? {
        guard let first = boxes.first else { return nil }
        let all = boxes.dropFirst().reduce(first) {
            (min($0.0, $1.0), min($0.1, $1.1), max($0.2, $1.2), max($0.3, $1.3))
        }
        return MapBounds(minX: all.0, minY: all.1, maxX: all.2, maxY: all.3)
    }

    // MARK: What a row says

    private func probability(_ row: Int, _ index: Int) -> Float {
        probabilities[row * legend.classes.count + index]
    }

    func json(_ row: Int) -> JSONValue {
        let isScored = classes[row] > 0
        let own = Int(classes[row]) - 1
        var members: [String: JSONValue] = [
            "id": .text(ids[row]), "status": .text(status[row].rawValue), "reason": JSONValue(reasons[row]),
            "class": isScored ? .text(legend.classNames[own]) : .null,
            "confidence": isScored ? JSONValue(Double(probability(row, own))) : .null,
            "foreign": JSONValue(Double(foreignness[row])),
            "probabilities": isScored
                ? .array(
                    legend.classNames.enumerated().map { index, name in
                        ["class": .text(name), "probability": JSONValue(Double(probability(row, index)))]
                    }) : .array([]),
        ]
        if boxes.indices.contains(row) {
            let box = boxes[row]
            members["bounds"] = [.number(box.0), .number(box.1), .number(box.2), .number(box.3)]
            members["row"] = .integer(places[row].row)
            members["column"] = .integer(places[row].column)
        }
        return .object(members)
    }

    /// A feature of GeoJSON: the box around the tile, in degrees.
    func feature(_ row: Int) -> JSONValue {
        let box = boxes[row]
        func corner(_ x: Double, _ y: Double) -> JSONValue { [.number(x), .number(y)] }
        let ring: JSONValue = [
            corner(box.0, box.1), corner(box.2, box.1), corner(box.2, box.3), corner(box.0, box.3),
            corner(box.0, box.1),
        ]
        let isScored = classes[row] > 0
        let own = Int(classes[row]) - 1
        return [
            "type": "Feature", "id": .text(ids[row]),
            "geometry": ["type": "Polygon", "coordinates": [ring]],
            "properties": [
                "id": .text(ids[row]), "class": isScored ? .text(legend.classNames[own]) : .null,
                "confidence": isScored ? JSONValue(Double(probability(row, own))) : .null,
                "status": .text(status[row].rawValue), "row": .integer(places[row].row),
                "column": .integer(places[row].column),
            ],
        ]
    }

    // MARK: Pictures

    /// The classes of all tiles, 0 where there is none.
    func classCells(on grid: TileGrid) throws -> CellView { try cells(on: grid) { classes[$0] } }

    /// Per cent of the predicted class, from 1; 0 where there is none.
    func confidenceCells(on grid: TileGrid) throws -> CellView {
        try cells(on: grid) { row in
            classes[row] == 0 ? 0 : Self.percent(probability(row, Int(classes[row]) - 1))
        }
    }

    /// Per cent of one class, from 1; 0 where there is none.
    func probabilityCells(of index: Int, on grid: TileGrid) throws -> CellView {
        try cells(on: grid) { row in classes[row] == 0 ? 0 : Self.percent(probability(row, index)) }
    }

    private func cells(on grid: TileGrid, _ value: (Int) -> UInt8) throws -> CellView {
        var cells = [UInt8](repeating: 0, count: grid.tileCount)
        for (row, place) in places.enumerated() {
            cells[place.row * grid.columns + place.column] = value(row)
        }
        return try CellView(grid: grid, cells: cells)
    }

    private static func percent(_ share: Float) -> UInt8 {
        share.isFinite ? UInt8(max(1, min(100, (share * 100).rounded()))) : 0
    }
}
