public import AerialCore
internal import CGDAL
import Foundation

/// The codes of the label pixels in a tile.
public struct LabelCounts: Sendable, Equatable {
    /// How many pixels have each code.
    public internal(set) var codes: [Int: Int] = [:]
    /// Pixels without a code: nodata, or beyond the raster's edge.
    public internal(set) var nodata = 0

    /// Without a pixel.
    public init() {}

    /// Counts one more; `nil` has no code.
    mutating func add(_ code: Int?) {
        if let code { codes[code, default: 0] += 1 } else { nodata += 1 }
    }

    /// Label pixels in the tile, with a code or without.
    public var total: Int { codes.values.reduce(nodata, +) }
}

/// A land-cover raster of codes, in any coordinate reference system and resolution, asked for places of a grid. One a
/// thread.
public final class LabelRaster {
    /// As the command line named it.
    public let path: String
    /// The value that stands for "no code", where the file names one.
    public let noData: Double?
    /// The colours of the codes, from the file's colour table; empty without one. Black entries are left out: tables
    /// of 256 colours are filled up with them.
    public let colors: [Int: LegendColor]
    let file: RasterFile
    let band: GDALRasterBandH
    /// 0 where the file's mask or alpha band says that there is no label; `nil` where nothing but nodata does.
    private let mask: GDALRasterBandH?
    /// ``noData`` as the band's pixels hold it.
    private let storedNoData: Double?
    private let transform: GeoTransform
    private let toLabels: CoordinateTransform
    private let toGrid: CoordinateTransform

    /// - Parameters:
    ///   - gridReference: the system in which tiles are given.
    ///   - band: from 1.
    /// - Throws: ``ImageryError``: it cannot be opened, has no georeference, or lacks the band.
    public init(path: String, gridReference: CoordinateReference, band number: Int = 1) throws {
        let file = try RasterFile(path: path)
        guard (1...max(1, file.bandCount)).contains(number), file.bandCount > 0 else {
            throw ImageryError.noSuchBand(path: path, band: number, bandCount: file.bandCount)
        }
        guard let coefficients = file.geoTransform, !file.projection.isEmpty else {
            throw ImageryError.missingGeoreference(path: path)
        }
        let own = try SpatialReference(definition: file.projection)
        let grid = try SpatialReference(gridReference)
        self.path = path
        self.file = file
        band = file.band(number)
        guard !BandChoice(file).isColored else { throw ImageryError.coloredLabels(path: path) }
        if let compression = file.lossyCompression {
            throw ImageryError.lossyLabels(path: path, compression: compression)
        }
        mask = GDALGetMaskFlags(band) & GMF_PER_DATASET != 0 ? GDALGetMaskBand(band) : nil
        transform = GeoTransform(coefficients: coefficients)
        toLabels = try CoordinateTransform(from: grid, to: own)
        toGrid = try CoordinateTransform(from: own, to: grid)
        noData = file.nodata(ofBand: number)
        storedNoData = file.storedNodata(ofBand: number)
        colors = Self.colors(of: band)
    }

    /// The codes at (1, 3, 5)/6 of a rectangle's width and height, row by row from the north-west: the rule of the
    /// 2017 scenario. `nil` for nodata and beyond the raster's edge.
    /// - Throws: ``ImageryError/cannotRead(path:reason:)``.
    public func ninePointCodes(in bounds: MapBounds) throws -> [Int?] {
        try toLabels(bounds.ninePoints).map { try $0.flatMap { try code(at: $0) } }
    }

    /// The codes of all label pixels whose centre lies in a rectangle. Of label pixels of which fewer than two fit across the
    /// rectangle, centres say little or nothing: there ``placesPerSide`` by as many places, spread evenly, are counted, so that
    /// each pixel counts by its share of the ground. Where a rectangle has more than a hundred million label pixels, 100 by 100
    /// places of it are counted, spread evenly.
    /// - Throws: ``ImageryError/cannotRead(path:reason:)``.
    public func codeCounts(in bounds: MapBounds) throws -> LabelCounts {
        var counts = LabelCounts()
        guard let window = window(around: bounds), let centers = centers(of: window) else { return counts }
        guard 2 * centers.pixelSide <= min(bounds.width, bounds.height) * (1 + 1e-6) else {
            for code in try codes(at: bounds.places(perSide: Self.placesPerSide)) { counts.add(code) }
            return counts
        }
        guard window.pixelCount <= Self.mostPixelsCounted else {
            for code in try codes(at: bounds.places(perSide: Self.placesPerLargeSide)) { counts.add(code) }
            return counts
        }
        let rowsAtOnce = max(1, Self.mostPixelsAtOnce / max(1, window.width))
        for first in stride(from: 0, to: window.height, by: rowsAtOnce) {
            let strip = PixelWindow(
                column: window.column, row: window.row + first, width: window.width,
                height: min(rowsAtOnce, window.height - first))
            let stored = try codes(in: strip)
            var position = 0
            for row in first..<first + strip.height {
                for column in 0..<strip.width {
                    if bounds.contains(centers.point(column: column, row: row)) {
                        counts.add(stored[position])
                    }
                    position += 1
                }
            }
        }
        return counts
    }

    /// How many places a side are looked at in a rectangle that is small beside the label pixels.
    static let placesPerSide = 10
    /// And in one that has more than ``mostPixelsCounted``.
    private static let placesPerLargeSide = 100
    private static let mostPixelsCounted = 100_000_000
    /// So many are in memory together.
    private static let mostPixelsAtOnce = 1 << 22

    /// True when a rectangle meets the raster's extent.
    public func overlaps(_ bounds: MapBounds) -> Bool {
        guard let window = window(around: bounds) else { return false }
        return inside(window) != nil
    }

    /// The codes at places of the grid; `nil` for nodata and beyond the raster's edge. Places that lie near each other are read
    /// together.
    /// - Throws: ``ImageryError/cannotRead(path:reason:)``.
    func codes(at points: [MapPoint]) throws -> [Int?] {
        let pixels = toLabels(points).map { point -> (column: Int, row: Int)? in
            guard let point, let pixel = transform.pixel(of: point), abs(pixel.column) < 1e9,
                abs(pixel.row) < 1e9
            else { return nil }
            return (Int(pixel.column.rounded(.down)), Int(pixel.row.rounded(.down)))
        }
        let (columns, rows) = (pixels.compactMap { $0?.column }, pixels.compactMap { $0?.row })
        guard let left = columns.min(), let right = columns.max(), let top = rows.min(),
            let bottom = rows.max(),
            let window = inside(
                PixelWindow(column: left, row: top, width: right - left + 1, height: bottom - top + 1))
        else { return pixels.map { _ in nil } }
        let isRead = window.pixelCount <= Self.mostPixelsAtOnce
        let stored = isRead ? try codes(in: window) : []
        return try pixels.map { pixel in
            guard let pixel, window.columns.contains(pixel.column), window.rows.contains(pixel.row) else {
                return nil
            }
            guard isRead else {
                return try codes(in: PixelWindow(column: pixel.column, row: pixel.row, width: 1, height: 1))[
                    0]
            }
            return stored[(pixel.row - window.row) * window.width + pixel.column - window.column]
        }
    }

    private func code(at point: MapPoint) throws -> Int? {
        guard let pixel = transform.pixel(of: point), pixel.column.isFinite, pixel.row.isFinite,
            pixel.column >= 0, pixel.row >= 0, pixel.column < Double(file.width),
            pixel.row < Double(file.height)
        else { return nil }
        return try codes(
            in: PixelWindow(column: Int(pixel.column), row: Int(pixel.row), width: 1, height: 1))[0]
    }

    /// The label pixels around a rectangle of the grid; may reach beyond the raster's edge.
    func window(around bounds: MapBounds) -> PixelWindow? {
        guard let box = toLabels(bounds) else { return nil }
        let corners = [
            (box.minX, box.minY), (box.maxX, box.minY), (box.minX, box.maxY), (box.maxX, box.maxY),
        ]
        .compactMap { transform.pixel(of: MapPoint(x: $0.0, y: $0.1)) }
        let columns = corners.map(\.column)
        let rows = corners.map(\.row)
        guard let left = columns.min(), let right = columns.max(), let top = rows.min(),
            let bottom = rows.max(),
            [left, right, top, bottom].allSatisfy({ abs($0) < 1e9 })
        else { return nil }
        let column = Int(left.rounded(.down))
        let row = Int(top.rounded(.down))
        return PixelWindow(
            column: column, row: row, width: Int(right.rounded(.up)) - column,
            height: Int(bottom.rounded(.up)) - row)
    }

    /// The part of a window that the raster has; `nil` when it has none.
    func inside(_ window: PixelWindow) -> PixelWindow? {
        let columns = window.columns.clamped(to: 0..<file.width)
        let rows = window.rows.clamped(to: 0..<file.height)
        guard !columns.isEmpty, !rows.isEmpty else { return nil }
        return PixelWindow(
            column: columns.lowerBound, row: rows.lowerBound, width: columns.count, height: rows.count)
    }

    /// The codes of a window, row by row.
    func codes(in window: PixelWindow) throws -> [Int?] {
        var codes = [Int?](repeating: nil, count: window.pixelCount)
        guard let part = inside(window) else { return codes }
        var values = [Double](repeating: 0, count: part.pixelCount)
        try file.read(band: band, part, into: &values, type: GDT_Float64)
        let isMasked = try self.isMasked(part)
        var position = 0
        for row in part.rows {
            let line = (row - window.row) * window.width - window.column
            for column in part.columns {
                let value = values[position]
                let isLabelled = value != storedNoData && !isMasked[position] && value.isFinite
                position += 1
                if isLabelled { codes[line + column] = try code(of: value) }
            }
        }
        return codes
    }

    /// - Throws: ``ImageryError/fractionalCode(path:value:)``: rounded, it would be another class's code.
    private func code(of value: Double) throws -> Int? {
        guard abs(value - value.rounded()) < 1e-3 else {
            throw ImageryError.fractionalCode(path: path, value: value)
        }
        return Int(exactly: value.rounded())
    }

    private func isMasked(_ window: PixelWindow) throws -> [Bool] {
        guard let mask else { return [Bool](repeating: false, count: window.pixelCount) }
        var values = [UInt8](repeating: 255, count: window.pixelCount)
        try file.read(band: mask, window, into: &values, type: GDT_Byte)
        return values.map { $0 == 0 }
    }

    /// Where the centres of a window's pixels lie in the grid's system: exact at the window's corners, linear between
    /// them. Over 224 m that is off by about a millimetre.
    private func centers(of window: PixelWindow) -> PixelCenters? {
        let left = Double(window.column) + 0.5
        let top = Double(window.row) + 0.5
        let right = left + Double(max(1, window.width - 1))
        let bottom = top + Double(max(1, window.height - 1))
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)].map {
            transform.point(column: $0.0, row: $0.1)
        }
        let moved = toGrid(corners).compactMap { $0 }
        return moved.count == 4 ? PixelCenters(window: window, corners: moved) : nil
    }

    private static func colors(of band: GDALRasterBandH) -> [Int: LegendColor] {
        guard let table = GDALGetRasterColorTable(band) else { return [:] }
        var colors: [Int: LegendColor] = [:]
        for code in 0..<GDALGetColorEntryCount(table) {
            var entry = GDALColorEntry()
            guard GDALGetColorEntryAsRGB(table, code, &entry) != 0, entry.c4 != 0,
                entry.c1 != 0 || entry.c2 != 0 || entry.c3 != 0
            else { continue }
            colors[Int(code)] = LegendColor(
                red: UInt8(clamping: entry.c1), green: UInt8(clamping: entry.c2),
                blue: UInt8(clamping: entry.c3))
        }
        return colors
    }
}

extension RasterFile {
    /// The value of "no data" as a band's pixels hold it: of floats of four bytes the nearest one.
    func storedNodata(ofBand number: Int) -> Double? {
        let isShort = GDALGetRasterDataType(band(number)) == GDT_Float32
        return nodata(ofBand: number).map { isShort ? Double(Float($0)) : $0 }
    }
}

/// The centres of a window's pixels, linear between its corners.
private struct PixelCenters {
    let window: PixelWindow
    /// North-west, north-east, south-west, south-east, for a north-up raster.
    let corners: [MapPoint]

    /// The longer side of a pixel, in the grid's unit.
    var pixelSide: Double {
        func distance(to corner: Int, pixels: Int) -> Double {
            let (x, y) = (corners[corner].x - corners[0].x, corners[corner].y - corners[0].y)
            return (x * x + y * y).squareRoot() / Double(max(1, pixels - 1))
        }
        return max(distance(to: 1, pixels: window.width), distance(to: 2, pixels: window.height))
    }

    func point(column: Int, row: Int) -> MapPoint {
        let along = Double(column) / Double(max(1, window.width - 1))
        let down = Double(row) / Double(max(1, window.height - 1))
        func between(_ value: (MapPoint) -> Double) -> Double {
            let top = value(corners[0]) + along * (value(corners[1]) - value(corners[0]))
            let bottom = value(corners[2]) + along * (value(corners[3]) - value(corners[2]))
            return top + down * (bottom - top)
        }
        return MapPoint(x: between { $0.x }, y: between { $0.y })
    }
}
