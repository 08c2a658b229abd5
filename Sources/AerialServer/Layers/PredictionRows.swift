internal import AerialCore

/// Some thousand rows of a table of predictions, in columns: what grows with a table grows by them, and questions about a
/// place pass by those that lie elsewhere.
struct PredictionRows: Sendable {
    /// Rows of each but the last.
    static let most = 4096

    private(set) var ids: [String] = []
    /// Class position plus one; 0 for a row that is not scored.
    private(set) var classes: [UInt8] = []
    /// A row's values lie beside each other; no numbers where it is not scored.
    private(set) var probabilities: [Float] = []
    private(set) var foreignness: [Float] = []
    private(set) var status: [TileStatus] = []
    /// Numbers of the texts.
    private(set) var reasons: [UInt32] = []
    /// In degrees; none of pictures.
    private(set) var boxes: [MapBounds] = []
    private var tiles: [(row: Int32, column: Int32)] = []
    /// Of all boxes together.
    private(set) var bounds: MapBounds?

    var isFull: Bool { classes.count == Self.most }

    mutating func add(_ row: TilePrediction, reason: UInt32, classCount: Int) {
        ids.append(row.id)
        classes.append(row.predictedClass.map { UInt8(clamping: $0 + 1) } ?? 0)
        probabilities +=
            row.probabilities.isEmpty ? [Float](repeating: .nan, count: classCount) : row.probabilities
        foreignness.append(row.foreignness ?? .nan)
        status.append(row.status)
        reasons.append(reason)
        guard let place = row.place else { return }
        let box = Self.box(place.degrees)
        boxes.append(box)
        tiles.append((Int32(clamping: place.index.row), Int32(clamping: place.index.column)))
        bounds = bounds?.union(box) ?? box
    }

    /// Over the date line longitudes go on beyond 180: some tables begin at -180 again there.
    private static func box(_ box: MapBounds) -> MapBounds {
        guard box.minX > box.maxX else { return box }
        return MapBounds(minX: box.minX, minY: box.minY, maxX: box.maxX + 360, maxY: box.maxY)
    }

    func tile(_ place: Int) -> TileIndex {
        TileIndex(row: Int(tiles[place].row), column: Int(tiles[place].column))
    }

    /// From 0, in the legend's order.
    func probabilities(_ place: Int, of classCount: Int) -> [Float] {
        Array(probabilities[place * classCount..<(place + 1) * classCount])
    }

    /// Whether any of the rows may lie in a box; in no box lies everything that has a place.
    func meets(_ box: MapBounds?) -> Bool {
        guard let bounds else { return false }
        return box.map { Self.touch(bounds, $0) } ?? true
    }

    func isIn(_ box: MapBounds?, _ place: Int) -> Bool { box.map { Self.touch(boxes[place], $0) } ?? true }

    private static func touch(_ one: MapBounds, _ other: MapBounds) -> Bool {
        guard one.minY <= other.maxY, one.maxY >= other.minY else { return false }
        // A meridian has another number with each way around the Earth.
        let ways = ((other.maxX - one.minX) / 360).rounded(.down)
        return one.maxX + 360 * ways >= other.minX
    }
}
