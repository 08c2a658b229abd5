public import AerialCore
internal import CGDAL

// What a raster says of itself, before any tile is labelled from it.
extension LabelRaster {
    private static let blockSide = 128
    private static let blocksAlongSide = 8

    /// A sample of the pixels around a rectangle of the grid: up to 64 blocks, evenly spread, at full resolution.
    /// - Throws: ``ImageryError/fractionalCode(path:value:)``, ``ImageryError/cannotRead(path:reason:)``.
    public func census(around bounds: MapBounds) throws -> LabelCensus {
        var census = LabelCensus()
        guard let part = window(around: bounds).flatMap(inside) else { return census }
        for row in Self.starts(part.row, part.height) {
            for column in Self.starts(part.column, part.width) {
                let block = PixelWindow(
                    column: column, row: row, width: min(Self.blockSide, part.columns.upperBound - column),
                    height: min(Self.blockSide, part.rows.upperBound - row))
                census.record(try codes(in: block), width: block.width)
            }
        }
        return census
    }

    /// Where blocks begin along one side; they touch where the side is short.
    private static func starts(_ first: Int, _ length: Int) -> [Int] {
        let step = max(blockSide, (length + blocksAlongSide - 1) / blocksAlongSide)
        return Array(stride(from: first, to: first + length, by: step))
    }

    /// The names and colours that the file gives its numbers: of its colour table, its list of categories and its attribute
    /// table.
    public var palette: LabelPalette {
        var names = categoryNames
        names.merge(attributeNames) { own, _ in own }
        let numbers = Set(names.keys).union(colors.keys)
        return LabelPalette(
            entries: Dictionary(
                uniqueKeysWithValues: numbers.map { ($0, .init(name: names[$0], color: colors[$0])) }))
    }

    /// - Throws: ``LabelError/severalBands(path:bandCount:)``: of a picture or a stack, no one says which band is meant.
    public func checkBands() throws {
        guard ordinaryBandCount < 3 else {
            throw LabelError.severalBands(path: path, bandCount: file.bandCount)
        }
    }

    /// What a user should know of a raster with a second band, of confidence say; `nil` for the usual ones.
    public var bandsRemark: String? {
        guard ordinaryBandCount == 2 else { return nil }
        return
            "\(path) has 2 bands, and the codes are taken from the first. If the second holds them, take it out: gdal_translate "
            + "-b 2 IN OUT."
    }

    /// Bands that are no alpha band.
    private var ordinaryBandCount: Int {
        (0..<file.bandCount).count {
            GDALGetRasterColorInterpretation(file.band($0 + 1)) != GCI_AlphaBand
        }
    }

    private var categoryNames: [Int: String] {
        guard let list = GDALGetRasterCategoryNames(band) else { return [:] }
        let count = Int(CSLCount(list))
        return (0..<count).reduce(into: [:]) { names, number in
            let name = list[number].map { String(cString: $0) } ?? ""
            if !name.isEmpty { names[number] = name }
        }
    }

    private var attributeNames: [Int: String] {
        guard let table = GDALGetDefaultRAT(band) else { return [:] }
        let nameColumn = GDALRATGetColOfUsage(table, GFU_Name)
        let valueColumns = [GFU_MinMax, GFU_Min].map { GDALRATGetColOfUsage(table, $0) }
        guard nameColumn >= 0, let valueColumn = valueColumns.first(where: { $0 >= 0 }) else { return [:] }
        return (0..<GDALRATGetRowCount(table)).reduce(into: [:]) { names, row in
            let name = GDALRATGetValueAsString(table, row, nameColumn).map { String(cString: $0) } ?? ""
            if !name.isEmpty { names[Int(GDALRATGetValueAsInt(table, row, valueColumn))] = name }
        }
    }
}
