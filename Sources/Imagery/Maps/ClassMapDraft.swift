internal import AerialCore
internal import CGDAL
internal import Foundation

/// A class map with all that its file says of it, before it becomes that file.
struct ClassMapDraft {
    let raster: RasterFile

    /// - Parameter raster: one band or two; where it is a file, before anything is written into it.
    init(
        _ raster: RasterFile, legend: Legend, grid: TileGrid, metadata: [String: String],
        _ failure: (String) -> ImageryError
    ) throws {
        self.raster = raster
        try raster.place(on: grid, failure)
        try describeBands(legend, failure)
        try addMetadata(
            metadata.merging([ClassMapFile.tileSideKey: TileSpec.text(grid.tileSideMeters)]) { $1 },
            legend: legend, failure)
    }

    /// Tiled, compressed, with overviews by mode: classes are never mixed.
    func save(to path: String, _ failure: (String) -> ImageryError) throws {
        try raster.copy(
            to: path, driver: "COG",
            options: ["BLOCKSIZE=512", "COMPRESS=DEFLATE", "OVERVIEW_RESAMPLING=MODE", "NUM_THREADS=1"],
            failure)
    }

    private func describeBands(_ legend: Legend, _ failure: (String) -> ImageryError) throws {
        for (index, name) in ["land use", ClassMapFile.confidenceBand].prefix(raster.bandCount).enumerated() {
            GDALSetDescription(raster.band(index + 1), name)
            try GDALRuntime.check(failure) { GDALSetRasterNoDataValue(raster.band(index + 1), 0) }
        }
        if raster.bandCount > 1 {
            // Left undefined, GeoTIFF takes a band beside a palette for its transparency.
            try GDALRuntime.check(failure) { GDALSetRasterColorInterpretation(raster.band(2), GCI_GrayIndex) }
        }
        let table = try GDALRuntime.made(failure) { GDALCreateColorTable(GPI_RGB) }
        defer { GDALDestroyColorTable(table) }
        var transparent = GDALColorEntry(c1: 0, c2: 0, c3: 0, c4: 0)
        GDALSetColorEntry(table, 0, &transparent)
        for (index, each) in legend.classes.enumerated() {
            let color = each.color
            var entry = GDALColorEntry(
                c1: Int16(color.red), c2: Int16(color.green), c3: Int16(color.blue), c4: 255)
            GDALSetColorEntry(table, Int32(index + 1), &entry)
        }
        try GDALRuntime.check(failure) { GDALSetRasterColorTable(raster.band(1), table) }
        // What QGIS and others label the colours with where the style beside the file is not at hand.
        try GDALRuntime.withOptions(["no class"] + legend.classNames) { names in
            try GDALRuntime.check(failure) { GDALSetRasterCategoryNames(raster.band(1), names) }
        }
    }

    /// - Parameter counts: cells of each class.
    func addAttributeTable(
        _ legend: Legend, counts: [Int], _ failure: (String) -> ImageryError
    ) throws {
        let table = try GDALRuntime.made(failure) { GDALCreateRasterAttributeTable() }
        defer { GDALDestroyRasterAttributeTable(table) }
        try GDALRuntime.check(failure) { GDALRATSetTableType(table, GRTT_THEMATIC) }
        for column in ClassAttribute.allCases {
            try GDALRuntime.check(failure) {
                GDALRATCreateColumn(table, column.rawValue, column.type, column.usage)
            }
        }
        for (row, each) in legend.classes.enumerated() {
            let color = each.color
            let integers = [row + 1, Int(color.red), Int(color.green), Int(color.blue), counts[row]]
            let columns: [ClassAttribute] = [.value, .red, .green, .blue, .count]
            for (column, integer) in zip(columns, integers) {
                GDALRATSetValueAsInt(table, Int32(row), column.position, Int32(clamping: integer))
            }
            GDALRATSetValueAsString(table, Int32(row), ClassAttribute.name.position, each.name)
        }
        try GDALRuntime.check(failure) { GDALSetDefaultRAT(raster.band(1), table) }
    }

    private func addMetadata(
        _ metadata: [String: String], legend: Legend, _ failure: (String) -> ImageryError
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(legend), as: UTF8.self)
        let own = [ClassMapFile.legendKey: json]
        for (key, value) in metadata.merging(own, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            try GDALRuntime.check(failure) { GDALSetMetadataItem(raster.handle, key, value, nil) }
        }
    }
}

/// The columns of a class map's raster attribute table.
enum ClassAttribute: String, CaseIterable {
    case value = "Value"
    case name = "Class"
    case red = "Red"
    case green = "Green"
    case blue = "Blue"
    case count = "Count"

    var position: Int32 { Int32(Self.allCases.firstIndex(of: self) ?? 0) }

    var type: GDALRATFieldType { self == .name ? GFT_String : GFT_Integer }

    var usage: GDALRATFieldUsage {
        switch self {
        case .value: GFU_MinMax
        case .name: GFU_Name
        case .red: GFU_Red
        case .green: GFU_Green
        case .blue: GFU_Blue
        case .count: GFU_PixelCount
        }
    }
}
