public import AerialCore

/// How far a class map agrees with a land-cover raster, tile by tile. A tile's reference is the class with most of
/// the raster's pixels in it, the first of equals; it has none where most pixels belong to no class (open water,
/// say) or where the raster has no pixels.
public struct LandCoverComparison: Sendable, Equatable {
    /// All scored tiles that have a reference: rows are the land cover, columns the map.
    public let all: ConfusionMatrix
    /// Those of them whose reference class holds at least ``purity`` of all land-cover pixels.
    public let pure: ConfusionMatrix
    /// From 0 to 1.
    public let purity: Double
    /// Scored tiles without a reference.
    public let tilesWithoutReference: Int
    /// Each tile's reference, in the map's legend; `nil` where there is none or no tile was scored.
    public let landCover: ClassMap
    /// Where map and land cover say the same.
    public let agreement: ClassMap

    /// - Parameters:
    ///   - purity: from 0 to 1; 1 asks that all of a tile's pixels be of the reference class.
    ///   - classByCode: the position of each code's class in the map's legend; `nil` for the legend's own codes.
    ///   - codeCounts: how many land-cover pixels of each code have their centre in the bounds, which are in the
    ///     grid's coordinate reference system; pixels without data left out.
    /// - Throws: what `codeCounts` throws.
    public static func compare(
        _ map: ClassMap, grid: TileGrid, purity: Double = 0.9, classByCode: [Int: Int]? = nil,
        codeCounts: (MapBounds) throws -> [Int: Int]
    ) rethrows -> LandCoverComparison {
        precondition(map.columns == grid.columns && map.rows == grid.rows, "a class map lies on its grid")
        let classByCode = classByCode ?? map.legend.classIndexByCode
        var all = ConfusionMatrix(classNames: map.legend.classNames)
        var pure = all
        var withoutReference = 0
        var landCover = ClassMap(legend: map.legend, columns: map.columns, rows: map.rows)
        var agreement = ClassMap(legend: .agreement, columns: map.columns, rows: map.rows)
        for tile in grid.tiles {
            guard let cell = map[tile] else { continue }
            let cover = TileCover(
                codeCounts: try codeCounts(grid.bounds(of: tile)), classByCode: classByCode,
                classCount: map.legend.classes.count)
            guard let reference = cover.majority else {
                withoutReference += 1
                agreement[tile] = 2
                continue
            }
            landCover[tile] = UInt8(reference)
            agreement[tile] = reference == Int(cell) ? 0 : 1
            all.record(reference: reference, prediction: Int(cell))
            if cover.share(of: reference) >= purity {
                pure.record(reference: reference, prediction: Int(cell))
            }
        }
        return LandCoverComparison(
            all: all, pure: pure, purity: purity, tilesWithoutReference: withoutReference,
            landCover: landCover, agreement: agreement)
    }
}

extension LandCoverComparison {
    /// ``agreement`` of the tiles that have a reference, which its shares are then of.
    public func comparedTiles() throws -> ClassMap {
        let legend = try Legend(
            name: agreement.legend.name, classes: Array(agreement.legend.classes.prefix(2)))
        var compared = ClassMap(legend: legend, columns: agreement.columns, rows: agreement.rows)
        for row in 0..<agreement.rows {
            for column in 0..<agreement.columns {
                let tile = TileIndex(row: row, column: column)
                compared[tile] = agreement[tile].flatMap { $0 < 2 ? $0 : nil }
            }
        }
        return compared
    }
}

/// The land-cover pixels of one tile, by class.
private struct TileCover {
    private var pixels: [Int]
    private var unlistedPixels = 0

    init(codeCounts: [Int: Int], classByCode: [Int: Int], classCount: Int) {
        pixels = [Int](repeating: 0, count: classCount)
        for (code, count) in codeCounts {
            if let position = classByCode[code] { pixels[position] += count } else { unlistedPixels += count }
        }
    }

    /// The class with most pixels; `nil` where pixels of no class are more.
    var majority: Int? {
        guard let most = pixels.max(), most > 0, most >= unlistedPixels else { return nil }
        return pixels.firstIndex(of: most)
    }

    func share(of position: Int) -> Double {
        Double(pixels[position]) / Double(pixels.reduce(unlistedPixels, +))
    }
}
