public import AerialCore
internal import CGDAL
internal import Foundation

extension ClassMapFile {
    /// Reads a class map: the project's own, or any raster of one pixel per tile of 224 m whose first band has a raster
    /// attribute table with class names. Values that name no class count as "no data", and so does the value that the file
    /// declares as that, and what is no number.
    /// - Throws: ``ImageryError``, ``ClassMapFileError``.
    public static func read(path: String) throws -> (map: ClassMap, grid: TileGrid) {
        let file = try RasterFile(path: path)
        let grid = try grid(of: file)
        guard file.width <= TileGrid.mostTiles / max(1, file.height) else {
            throw ClassMapFileError.tooLarge(path: path, columns: file.width, rows: file.height)
        }
        let classes = try embeddedClasses(of: file) ?? attributeTableClasses(of: file)
        var map = ClassMap(legend: classes.legend, columns: file.width, rows: file.height)
        try forEachValue(of: file) { value, tile in
            if let value { map[tile] = classes.positionByValue[value] }
        }
        return (map, grid)
    }

    /// How many tiles of a class map have a value that names no class of it, neither 0 nor what the file declares as "no data".
    /// - Throws: as ``read(path:)``.
    public static func unnamedTileCount(path: String) throws -> Int {
        let file = try RasterFile(path: path)
        let classes = try embeddedClasses(of: file) ?? attributeTableClasses(of: file)
        var count = 0
        try forEachValue(of: file) { value, _ in
            if let value, value != 0, classes.positionByValue[value] == nil { count += 1 }
        }
        return count
    }

    /// The classes and the pixel values that stand for them.
    private typealias Classes = (legend: Legend, positionByValue: [Int: UInt8])

    private static let valuesAtOnce = 1 << 22

    /// Calls `body` with the value of each tile as the file has it, in numbers of any size; `nil` for no data.
    /// - Throws: ``ClassMapFileError/fractionalValue(path:value:)``, ``ImageryError/cannotRead(path:reason:)``.
    private static func forEachValue(of file: RasterFile, _ body: (Int?, TileIndex) -> Void) throws {
        let noData = file.storedNodata(ofBand: 1)
        let rowsAtOnce = max(1, valuesAtOnce / max(1, file.width))
        for first in stride(from: 0, to: file.height, by: rowsAtOnce) {
            let part = PixelWindow(
                column: 0, row: first, width: file.width, height: min(rowsAtOnce, file.height - first))
            var values = [Double](repeating: 0, count: part.pixelCount)
            try file.read(band: file.band(1), part, into: &values, type: GDT_Float64)
            for (position, value) in values.enumerated() {
                let tile = TileIndex(
                    row: first + position / file.width, column: position % file.width)
                guard value.isFinite, value != noData else {
                    body(nil, tile)
                    continue
                }
                guard let number = Int(exactly: value) else {
                    throw ClassMapFileError.fractionalValue(path: file.path, value: value)
                }
                body(number, tile)
            }
        }
    }

    private static func grid(of file: RasterFile) throws -> TileGrid {
        guard let transform = file.geoTransform, !file.projection.isEmpty else {
            throw ImageryError.missingGeoreference(path: file.path)
        }
        let grid = TileGrid(
            reference: try reference(of: file),
            origin: MapPoint(x: transform[0], y: transform[3]), columns: file.width, rows: file.height,
            tileSideMeters: try tileSide(of: file))
        guard transform.allSatisfy(\.isFinite) else {
            throw ImageryError.cannotRead(path: file.path, reason: "where its pixels lie is no number")
        }
        let differences = [
            transform[1] - grid.tileSide, transform[5] + grid.tileSide, transform[2], transform[4],
        ]
        guard differences.allSatisfy({ abs($0) < 1e-6 * grid.tileSide }) else {
            throw ClassMapFileError.otherPixelSize(
                path: file.path, size: transform[1], tileMeters: grid.tileSideMeters)
        }
        return grid
    }

    /// What the map says of it, in metres; of a raster that says nothing the standard tile's.
    private static func tileSide(of file: RasterFile) throws -> Double {
        guard let item = GDALGetMetadataItem(file.handle, tileSideKey, nil) else {
            return TileSpec.standard.sideMeters
        }
        guard let side = Double(String(cString: item)), TileSpec.sides.contains(side) else {
            throw ClassMapFileError.impossibleTileSide(path: file.path, text: String(cString: item))
        }
        return side
    }

    /// As the authority defines it where it has a number: GeoTIFF's keys do not keep every word of the text.
    private static func reference(of file: RasterFile) throws -> CoordinateReference {
        let stored = try CoordinateReference(definition: file.projection)
        return try stored.authorityCode.map { try CoordinateReference(definition: $0) } ?? stored
    }

    private static func embeddedClasses(of file: RasterFile) throws -> Classes? {
        guard let item = GDALGetMetadataItem(file.handle, legendKey, nil) else { return nil }
        let json = Data(String(cString: item).utf8)
        guard let stored = try? JSONDecoder().decode(Legend.self, from: json) else {
            throw ClassMapFileError.noClassNames(path: file.path)
        }
        // Decoding does not check; the initialiser does.
        let legend = try Legend(name: stored.name, classes: stored.classes)
        let positions = legend.classes.indices.map { ($0 + 1, UInt8($0)) }
        return (legend, Dictionary(uniqueKeysWithValues: positions))
    }

    private static func attributeTableClasses(of file: RasterFile) throws -> Classes {
        guard let table = GDALGetDefaultRAT(file.band(1)) else {
            throw ClassMapFileError.noClassNames(path: file.path)
        }
        let value = column(of: table, GFU_MinMax, named: .value)
        let name = column(of: table, GFU_Name, named: .name)
        guard value >= 0, name >= 0 else { throw ClassMapFileError.noClassNames(path: file.path) }
        var classes: [LandUseClass] = []
        var numbers: [Int] = []
        for row in 0..<GDALRATGetRowCount(table) {
            guard let number = Int(exactly: GDALRATGetValueAsDouble(table, row, value)), number != 0 else {
                continue
            }
            let className = String(cString: GDALRATGetValueAsString(table, row, name))
            numbers.append(number)
            classes.append(LandUseClass(name: className, codes: [], color: color(of: number, in: file)))
        }
        let stem = URL(fileURLWithPath: file.path).deletingPathExtension().lastPathComponent
        // A legend has no more classes than a byte counts.
        let legend = try Legend(name: stem, classes: classes)
        let positions = zip(numbers, legend.classes.indices.map { UInt8($0) })
        return (legend, Dictionary(positions, uniquingKeysWith: { $1 }))
    }

    private static func column(
        of table: GDALRasterAttributeTableH, _ usage: GDALRATFieldUsage, named attribute: ClassAttribute
    ) -> Int32 {
        let byUsage = GDALRATGetColOfUsage(table, usage)
        guard byUsage < 0 else { return byUsage }
        let names = (0..<GDALRATGetColumnCount(table)).map { String(cString: GDALRATGetNameOfCol(table, $0)) }
        return Int32(names.firstIndex { $0.lowercased() == attribute.rawValue.lowercased() } ?? -1)
    }

    /// The colour table's entry, else a grey of the value.
    private static func color(of number: Int, in file: RasterFile) -> LegendColor {
        guard let table = GDALGetRasterColorTable(file.band(1)), let index = Int32(exactly: number),
            let entry = GDALGetColorEntry(table, index)
        else {
            let grey = UInt8(truncatingIfNeeded: number)
            return LegendColor(red: grey, green: grey, blue: grey)
        }
        let color = entry.pointee
        return LegendColor(
            red: UInt8(clamping: color.c1), green: UInt8(clamping: color.c2), blue: UInt8(clamping: color.c3))
    }
}

extension ClassMapFile {
    /// How sure the classes of a map are, in per cent of each tile; `nil` for a map that does not say.
    /// - Throws: ``ImageryError``.
    public static func confidence(path: String) throws -> [UInt8?]? {
        let file = try RasterFile(path: path)
        guard file.bandCount > 1,
            String(cString: GDALGetDescription(file.band(2))) == ClassMapFile.confidenceBand
        else { return nil }
        return try file.bytes(ofBand: 2).map { $0 == 0 ? nil : min(100, $0) }
    }
}

/// Why a raster is no class map.
public enum ClassMapFileError: Error, Equatable, CustomStringConvertible {
    case noClassNames(path: String)
    /// Pixels that are not tiles, north up.
    case otherPixelSize(path: String, size: Double, tileMeters: Double)
    /// A tag that says a tile's side and holds none.
    case impossibleTileSide(path: String, text: String)
    case tooLarge(path: String, columns: Int, rows: Int)
    /// Rounded, it would be another class.
    case fractionalValue(path: String, value: Double)

    public var description: String {
        switch self {
        case .noClassNames(let path):
            "\(path) does not name its classes. Give a map that Aerial wrote (of a comparison of two dates change_map.tif), or keep "
                + "the raster attribute table (\(path).aux.xml) beside it."
        case .tooLarge(let path, let columns, let rows):
            "\(path) has \(columns) x \(rows) tiles, and a map has at most \(TileGrid.mostTiles). Cut it into parts: "
                + "gdal_translate -srcwin."
        case .otherPixelSize(let path, let size, let tileMeters):
            "\(path) has pixels of \(size) units; a class map has one pixel per tile, north up, here of "
                + "\(TileSpec.text(tileMeters)) m. Give a map that Aerial wrote."
        case .impossibleTileSide(let path, let text):
            "\(path) says that its tiles are '\(text)' m wide, which no tile is. Make the map again."
        case .fractionalValue(let path, let value):
            "\(path) holds the value \(Float(value)), and the numbers of classes are whole. Give the map itself, not one that was "
                + "averaged: gdalwarp -r near."
        }
    }
}
