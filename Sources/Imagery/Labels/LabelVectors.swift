public import AerialCore
internal import CGDAL

/// A person's polygons or points on a grid, asked for its tiles. Areas are exact: polygons are cut by the tile's edges.
/// One a thread.
public final class LabelVectors {
    public let layer: LabelLayer
    /// Features that lie outside the grid's extent, or have no place in its system.
    public private(set) var outsideCount = 0
    private let extent: MapBounds
    private let cellSide: Double
    private var pieces: [Piece] = []
    private var cells: [Cell: [Int]] = [:]

    /// A point, or a part of a polygon with few corners.
    private struct Piece {
        let value: Int
        let feature: Int
        let bounds: MapBounds
        /// `nil` for a point, whose place the bounds are.
        let geometry: VectorGeometry?
    }

    private struct Cell: Hashable {
        let column: Int
        let row: Int
    }

    /// Polygons of more corners are cut into pieces once, so that a tile is cut out of a few corners only.
    private static let mostCorners = 256
    private static let cellsAlongSide = 512.0

    /// - Parameter extent: what tiles will be asked for, in the grid's system.
    /// - Throws: ``LabelError``, ``ImageryError``.
    public init(_ layer: LabelLayer, gridReference: CoordinateReference, extent: MapBounds) throws {
        self.layer = layer
        self.extent = extent
        cellSide = max(extent.width, extent.height, 1) / Self.cellsAlongSide
        let file = try LabelLayerFile(path: layer.path, layer: layer.name)
        let target = try SpatialReference(gridReference)
        let own = try file.reference()
        let transform = try own.map { try CoordinateTransform(from: $0, to: target) }
        let surroundings = try own.flatMap { try Self.surroundings(of: extent, target, in: $0) }
        let positions = Dictionary(uniqueKeysWithValues: layer.values.enumerated().map { ($1, $0) })
        guard let field = LabelLayerFile.position(of: layer.field, among: file.fields.map(\.name)) else {
            throw LabelError.noField(
                path: layer.path, layer: layer.name, wanted: layer.field, fields: file.fields.map(\.name))
        }
        var feature = 0
        try file.forEachFeature(field: field) { value, geometry in
            feature += 1
            guard let value, let position = positions[value], let whole = geometry, !whole.isEmpty else {
                return
            }
            let geometry =
                try surroundings.map { try Self.part(of: whole, in: $0, path: layer.path) } ?? whole
            guard !geometry.isEmpty, transform.map({ $0.move(geometry.handle) }) ?? true,
                geometry.isPoint || geometry.bounds.overlaps(extent)
            else {
                outsideCount += 1
                return
            }
            try add(geometry, value: position, feature: feature)
        }
    }

    /// A box around the extent and somewhat more, in the features' own system; `nil` where none can be told, as around the
    /// date line.
    private static func surroundings(
        of extent: MapBounds, _ reference: SpatialReference, in own: SpatialReference
    ) throws -> MapBounds? {
        let margin = 0.1 * max(extent.width, extent.height) + 1000 / reference.reference.metersPerUnit
        let wide = MapBounds(
            minX: extent.minX - margin, minY: extent.minY - margin, maxX: extent.maxX + margin,
            maxY: extent.maxY + margin)
        guard reference.isProjected, let box = try CoordinateTransform(from: reference, to: own)(wide),
            !own.isGeographic || box.width < 180
        else { return nil }
        return box
    }

    /// What of a polygon lies in a box, where it is much larger: one of a whole country has no place in most grids' systems.
    private static func part(of geometry: VectorGeometry, in box: MapBounds, path: String) throws
        -> VectorGeometry
    {
        let bounds = geometry.bounds
        guard geometry.isPolygon, bounds.overlaps(box),
            max(bounds.width / box.width, bounds.height / box.height) > 2
        else { return geometry }
        return try geometry.repaired(path: path).intersection(try VectorGeometry(box), path: path)
    }

    /// True when no feature meets the extent.
    public var isEmpty: Bool { pieces.isEmpty }

    private func add(_ geometry: VectorGeometry, value: Int, feature: Int) throws {
        if geometry.isPoint {
            let inside = geometry.points.filter { extent.contains($0) }
            if inside.isEmpty { outsideCount += 1 }
            for point in inside {
                let place = MapBounds(minX: point.x, minY: point.y, maxX: point.x, maxY: point.y)
                insert(Piece(value: value, feature: feature, bounds: place, geometry: nil))
            }
        } else {
            let plain = try geometry.repaired(path: layer.path)
            for part in try cut(plain, box: plain.bounds) {
                insert(Piece(value: value, feature: feature, bounds: part.bounds, geometry: part))
            }
        }
    }

    /// Halves a polygon of many corners along its longer side until its parts have few.
    private func cut(_ geometry: VectorGeometry, box: MapBounds) throws -> [VectorGeometry] {
        guard geometry.cornerCount > Self.mostCorners, max(box.width, box.height) > cellSide else {
            return [geometry]
        }
        let middle = box.center
        let halves =
            box.width > box.height
            ? [
                MapBounds(minX: box.minX, minY: box.minY, maxX: middle.x, maxY: box.maxY),
                MapBounds(minX: middle.x, minY: box.minY, maxX: box.maxX, maxY: box.maxY),
            ]
            : [
                MapBounds(minX: box.minX, minY: box.minY, maxX: box.maxX, maxY: middle.y),
                MapBounds(minX: box.minX, minY: middle.y, maxX: box.maxX, maxY: box.maxY),
            ]
        return try halves.flatMap { half -> [VectorGeometry] in
            guard half.overlaps(extent) else { return [] }
            let part = try geometry.intersection(VectorGeometry(half), path: layer.path)
            return part.isEmpty ? [] : try cut(part, box: half)
        }
    }

    private func insert(_ piece: Piece) {
        for cell in cells(of: piece.bounds) { cells[cell, default: []].append(pieces.count) }
        pieces.append(piece)
    }

    /// The cells that a rectangle meets, within the extent.
    private func cells(of bounds: MapBounds) -> [Cell] {
        func range(_ low: Double, _ high: Double, _ start: Double, _ length: Double) -> ClosedRange<Int> {
            let last = Int(length / cellSide)
            func position(_ value: Double) -> Int {
                // Within the extent while it is a number yet: a damaged file may name places that no whole number reaches.
                Int(min(Double(last), max(0, ((value - start) / cellSide).rounded(.down))))
            }
            return position(low)...max(position(low), position(high))
        }
        guard bounds.minX <= extent.maxX, bounds.maxX >= extent.minX, bounds.minY <= extent.maxY,
            bounds.maxY >= extent.minY
        else { return [] }
        let columns = range(bounds.minX, bounds.maxX, extent.minX, extent.width)
        return range(bounds.minY, bounds.maxY, extent.minY, extent.height).flatMap { row in
            columns.map { Cell(column: $0, row: row) }
        }
    }

    private func pieces(near bounds: MapBounds) -> [Piece] {
        Set(cells(of: bounds).flatMap { cells[$0] ?? [] }).sorted().map { pieces[$0] }
    }

    /// How many points of each value lie in a rectangle, by position in ``LabelLayer/values``.
    public func pointCounts(in bounds: MapBounds) -> [Int: Int] {
        pieces(near: bounds).reduce(into: [:]) { counts, piece in
            let place = MapPoint(x: piece.bounds.minX, y: piece.bounds.minY)
            if piece.geometry == nil, bounds.contains(place) { counts[piece.value, default: 0] += 1 }
        }
    }

    /// The share of a rectangle's area that lies in polygons of each value, by position in ``LabelLayer/values``; where
    /// polygons of one value overlap, the ground counts once.
    /// - Throws: ``LabelError/cannotIntersect(path:reason:)``.
    public func shares(in bounds: MapBounds) throws -> [Int: Double] {
        try shares(in: bounds) { $0 }
    }

    /// The same of what values stand for: where polygons of several values of one group overlap, the ground counts once too.
    /// - Parameter group: of a value, by position in ``LabelLayer/values``.
    /// - Throws: ``LabelError/cannotIntersect(path:reason:)``.
    public func shares<Group: Hashable>(
        in bounds: MapBounds, by group: (Int) -> Group
    ) throws -> [Group: Double] {
        let tile = try VectorGeometry(bounds)
        var parts: [Group: [(feature: Int, geometry: VectorGeometry)]] = [:]
        for piece in pieces(near: bounds) where piece.bounds.overlaps(bounds) {
            guard let geometry = piece.geometry else { continue }
            let part = try geometry.intersection(tile, path: layer.path)
            if !part.isEmpty { parts[group(piece.value), default: []].append((piece.feature, part)) }
        }
        let whole = bounds.width * bounds.height
        return try parts.mapValues { try area(of: $0) / whole }.filter { $0.value > 0 }
    }

    /// Pieces of one feature do not overlap; features may.
    private func area(of parts: [(feature: Int, geometry: VectorGeometry)]) throws -> Double {
        guard Set(parts.map(\.feature)).count > 1 else { return parts.reduce(0) { $0 + $1.geometry.area } }
        var all = parts[0].geometry
        for part in parts.dropFirst() { all = try all.union(part.geometry, path: layer.path) }
        return all.area
    }

    /// The values whose polygons hold each of the nine points of a rectangle, as ``LabelRaster/ninePointCodes(in:)`` takes
    /// them.
    public func ninePointValues(in bounds: MapBounds) -> [Set<Int>] {
        let near = pieces(near: bounds)
        return bounds.ninePoints.map { point in
            Set(near.filter { $0.geometry?.meets(point) ?? false }.map(\.value))
        }
    }
}
