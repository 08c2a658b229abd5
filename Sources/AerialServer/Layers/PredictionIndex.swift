internal import AerialCore
internal import Foundation
internal import Imagery

/// A table of predictions in columns, for questions about places: some hundred bytes per row. The table is read row by row.
struct PredictionIndex: Sendable {
    let legend: Legend
    let counts: TileCounts
    /// `nil` for predictions of pictures, which have no place.
    let grid: TileGrid?
    private let blocks: [PredictionRows]
    /// Each once: many rows have the same.
    private let reasons: [String]

    /// The most rows that are kept in memory.
    static let mostRows = 5_000_000

    /// - Throws: ``ImageryError``, ``PredictionFileError``, ``Problem``.
    init(path: String, legends: [Legend]) throws {
        var (names, blocks, finder): ([String], [PredictionRows], GridFinder?) = ([], [], nil)
        var (counts, reasons) = (TileCounts(), ReasonList())
        try PredictionFile.visit(path: path) { classNames in
            names = classNames
            return { row in
                if counts.tiles == 0, row.place != nil { finder = GridFinder() }
                guard (row.place == nil) == (finder == nil) else { throw PredictionFileError.noPlaces }
                guard counts.tiles < Self.mostRows else {
                    throw Problem.unusable(
                        "\(path) has more than \(Self.mostRows) rows, which are not shown.")
                }
                if let place = row.place { finder?.add(place, id: row.id) }
                counts.record(row.status)
                if blocks.last?.isFull ?? true { blocks.append(PredictionRows()) }
                blocks[blocks.count - 1].add(
                    row, reason: reasons.number(of: row.reason), classCount: classNames.count)
            }
        }
        let recorded = PredictionRecord(ofPredictions: path).legend
        legend = try Self.legend(of: names, among: [recorded].compactMap(\.self) + legends)
        grid = try finder?.grid()
        (self.counts, self.blocks, self.reasons) = (counts, blocks, reasons.texts)
    }

    /// Reasons by their numbers.
    private struct ReasonList {
        private(set) var texts = [""]
        private var numbers = ["": UInt32(0)]

        mutating func number(of text: String) -> UInt32 {
            if let known = numbers[text] { return known }
            let number = UInt32(texts.count)
            texts.append(text)
            numbers[text] = number
            return number
        }
    }

    private func block(_ row: Int) -> (rows: PredictionRows, place: Int) {
        (blocks[row / PredictionRows.most], row % PredictionRows.most)
    }

    /// The colours of the first legend that has all these classes; else a built-in one's, else some of their own.
    private static func legend(of names: [String], among legends: [Legend]) throws -> Legend {
        try (legends + Legend.builtIn).lazy.compactMap { $0.part(ofClasses: names) }.first
            ?? Legend.named("predictions", classNames: names)
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
        let first = min(blocks.count, start / PredictionRows.most)
        for (number, block) in blocks.enumerated().dropFirst(first) where block.meets(box) {
            for place in block.boxes.indices where block.isIn(box, place) {
                let row = number * PredictionRows.most + place
                guard row >= start else { continue }
                if let wanted, Int(block.classes[place]) != wanted + 1 { continue }
                guard found.count < limit else { return (found, row) }
                found.append(row)
            }
        }
        return (found, nil)
    }

    /// The tile at a place in degrees: of boxes that overlap the one whose middle is nearest.
    func row(longitude: Double, latitude: Double) -> Int? {
        let scale = cos(latitude * .pi / 180)
        let point = MapBounds(minX: longitude, minY: latitude, maxX: longitude, maxY: latitude)
        var nearest: (row: Int, distance: Double)?
        for (number, block) in blocks.enumerated() where block.meets(point) {
            for place in block.boxes.indices where block.isIn(point, place) {
                let box = block.boxes[place]
                let x = ((box.minX + box.maxX) / 2 - longitude).remainder(dividingBy: 360) * scale
                let y = (box.minY + box.maxY) / 2 - latitude
                let distance = x * x + y * y
                guard distance < nearest?.distance ?? .infinity else { continue }
                nearest = (number * PredictionRows.most + place, distance)
            }
        }
        return nearest?.row
    }

    /// Where a row's tile lies in the grid.
    func tile(of row: Int) -> TileIndex {
        let (block, place) = block(row)
        return block.tile(place)
    }

    /// Tiles of each class in a box, in the legend's order, and those without a class.
    func classCounts(in box: MapBounds?) -> (classes: [Int], others: Int) {
        var counts = [Int](repeating: 0, count: legend.classes.count + 1)
        for block in blocks where block.meets(box) {
            for place in block.boxes.indices where block.isIn(box, place) {
                counts[Int(block.classes[place])] += 1
            }
        }
        return (Array(counts.dropFirst()), counts[0])
    }

    /// All tiles together, in degrees; of tiles on both sides of the date line, beyond 180.
    var degrees: MapBounds? {
        guard let plain = Self.union(blocks.compactMap(\.bounds)) else { return nil }
        guard plain.width > 180 else { return plain }
        let turned = Self.union(
            blocks.lazy.flatMap(\.boxes).map { box in
                guard box.maxX < 0 else { return box }
                return MapBounds(
                    minX: box.minX + 360, minY: box.minY, maxX: box.maxX + 360, maxY: box.maxY)
            })
        return turned.map { $0.width < plain.width ? $0 : plain }
    }

    private static func union(_ boxes: some Sequence<MapBounds>) -> MapBounds? {
        boxes.reduce(nil) { $0?.union($1) ?? $1 }
    }

    // MARK: What a row says

    func json(_ row: Int) -> JSONValue {
        let (block, place) = block(row)
        let values = block.probabilities(place, of: legend.classes.count)
        let own = block.classes[place] > 0 ? Int(block.classes[place]) - 1 : nil
        let reason = reasons[Int(block.reasons[place])]
        var members: [String: JSONValue] = [
            "id": .text(block.ids[place]), "status": .text(block.status[place].rawValue),
            "reason": reason.isEmpty ? .null : .text(reason),
            "class": own.map { .text(legend.classNames[$0]) } ?? .null,
            "confidence": own.map { JSONValue(Double(values[$0])) } ?? .null,
            "foreign": JSONValue(Double(block.foreignness[place])),
            "probabilities": own == nil
                ? .array([])
                : .array(
                    zip(legend.classNames, values).map {
                        ["class": .text($0), "probability": JSONValue(Double($1))]
                    }),
        ]
        if block.boxes.indices.contains(place) {
            members["bounds"] = block.boxes[place].json
            let tile = block.tile(place)
            members["row"] = .integer(tile.row)
            members["column"] = .integer(tile.column)
        }
        return .object(members)
    }

    /// A feature of GeoJSON: the box around the tile, in degrees.
    func feature(_ row: Int) -> JSONValue {
        let (block, place) = block(row)
        let (box, tile) = (block.boxes[place], block.tile(place))
        func corner(_ x: Double, _ y: Double) -> JSONValue { [.number(x), .number(y)] }
        let ring: JSONValue = [
            corner(box.minX, box.minY), corner(box.maxX, box.minY), corner(box.maxX, box.maxY),
            corner(box.minX, box.maxY), corner(box.minX, box.minY),
        ]
        let own = block.classes[place] > 0 ? Int(block.classes[place]) - 1 : nil
        let values = block.probabilities(place, of: legend.classes.count)
        return [
            "type": "Feature", "id": .text(block.ids[place]),
            "geometry": ["type": "Polygon", "coordinates": [ring]],
            "properties": [
                "id": .text(block.ids[place]), "class": own.map { .text(legend.classNames[$0]) } ?? .null,
                "confidence": own.map { JSONValue(Double(values[$0])) } ?? .null,
                "status": .text(block.status[place].rawValue), "row": .integer(tile.row),
                "column": .integer(tile.column),
            ],
        ]
    }

    // MARK: Pictures

    /// The classes of all tiles, 0 where there is none.
    func classCells(on grid: TileGrid) throws -> CellView { try cells(on: grid) { $0.classes[$1] } }

    /// Per cent of the predicted class, from 1; 0 where there is none.
    func confidenceCells(on grid: TileGrid) throws -> CellView {
        let count = legend.classes.count
        return try cells(on: grid) { block, place in
            let own = block.classes[place]
            return own == 0 ? 0 : Self.percent(block.probabilities[place * count + Int(own) - 1])
        }
    }

    /// Per cent of one class, from 1; 0 where there is none.
    func probabilityCells(of index: Int, on grid: TileGrid) throws -> CellView {
        let count = legend.classes.count
        return try cells(on: grid) { block, place in
            block.classes[place] == 0 ? 0 : Self.percent(block.probabilities[place * count + index])
        }
    }

    private func cells(
        on grid: TileGrid, _ value: (_ block: PredictionRows, _ place: Int) -> UInt8
    ) throws -> CellView {
        var cells = [UInt8](repeating: 0, count: grid.tileCount)
        for block in blocks {
            for place in block.boxes.indices {
                let tile = block.tile(place)
                cells[tile.row * grid.columns + tile.column] = value(block, place)
            }
        }
        return try CellView(grid: grid, cells: cells)
    }

    private static func percent(_ share: Float) -> UInt8 {
        share.isFinite ? UInt8(max(1, min(100, (share * 100).rounded()))) : 0
    }
}
