public import AerialCore
internal import CGDAL
internal import Foundation

/// Class maps as GeoTIFF, one pixel per tile: a cloud-optimised file whose values are class position + 1, with
/// 0 for "no data". It carries the classes three times, for whoever reads it: as colour table, as raster attribute
/// table (`NAME.tif.aux.xml`, which QGIS and ArcGIS read), and as the tag ``legendKey`` inside the file. A QGIS style
/// (`NAME.qml`) lies beside it.
public enum ClassMapFile {
    /// The metadata tag that holds the legend as JSON.
    public static let legendKey = "AERIAL_LEGEND"
    /// The metadata tag that says how wide a tile is, in metres. A map without it has standard tiles.
    public static let tileSideKey = "AERIAL_TILE_METERS"
    /// What the second band calls itself.
    static let confidenceBand = "confidence, per cent"

    /// - Parameters:
    ///   - confidence: per cent of each cell, row by row, for a second band. Both bands share 0 as "no data", so a
    ///     scored tile of less than half a per cent is written as 1.
    ///   - metadata: further tags of the file.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public static func write(
        _ map: ClassMap, grid: TileGrid, confidence: [UInt8?]? = nil, metadata: [String: String] = [:],
        to path: String
    ) throws {
        precondition(map.columns == grid.columns && map.rows == grid.rows, "a class map lies on its grid")
        precondition(confidence.map { $0.count == map.cells.count } ?? true, "one confidence a cell")
        guard map.columns > 0, map.rows > 0 else {
            throw ImageryError.cannotWrite(path: path, reason: "the map has no tiles")
        }
        let output = try StagedOutput(path: path)
        let failure = { ImageryError.cannotWrite(path: path, reason: $0) }
        var bands = [map.cells.map(bandValue(of:))]
        if let confidence { bands.append(confidence.map(bandValue(ofConfidence:))) }
        let raster = try RasterFile.inMemory(width: map.columns, height: map.rows, bands: bands, failure)
        let draft = try ClassMapDraft(raster, legend: map.legend, grid: grid, metadata: metadata, failure)
        try draft.addAttributeTable(map.legend, counts: map.tileCounts, failure)
        try draft.save(to: output.partialPath, failure)
        try writeStyle(of: map.legend, beside: output)
        try output.publish(removing: SideFiles.ofRaster)
    }

    static func writeStyle(of legend: Legend, beside output: StagedOutput) throws {
        let style = try CheckedTextFile(
            path: output.partialPath(ofSideFile: ClassStyle.fileName(forRaster: output.targetPath)),
            reportedPath: output.path)
        try style.write(ClassStyle.raster(legend))
        try style.flush()
    }

    static func bandValue(of cell: UInt8?) -> UInt8 { cell.map { $0 + 1 } ?? 0 }

    static func bandValue(ofConfidence percent: UInt8?) -> UInt8 { percent.map { max(1, $0) } ?? 0 }
}

extension RasterFile {
    /// A whole band, row by row from the top.
    func bytes(ofBand number: Int) throws -> [UInt8] { try bytes(ofBand: number, rows: 0..<height) }

    /// Whole rows of a band, from the top.
    func bytes(ofBand number: Int, rows: Range<Int>) throws -> [UInt8] {
        var values = [UInt8](repeating: 0, count: width * rows.count)
        let failure = { [path] in ImageryError.cannotRead(path: path, reason: $0) }
        try GDALRuntime.check(failure) {
            GDALRasterIO(
                band(number), GF_Read, 0, Int32(rows.lowerBound), Int32(width), Int32(rows.count), &values,
                Int32(width), Int32(rows.count), GDT_Byte, 0, 0)
        }
        return values
    }
}
