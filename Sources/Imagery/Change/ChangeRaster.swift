public import AerialCore
internal import CGDAL

/// Change as GeoTIFF, one pixel per tile, five bands of bytes: the probability of change into the target class in
/// per cent, the classes before and after, and the class that the model alone gives the second date, as position in the
/// legend + 1; and how unlike the tile is to what the model learned, in per cent (above 95 it is foreign). In all bands
/// 255 is "no data". A QGIS style (`NAME.qml`) that shows the probability lies beside it.
public enum ChangeRaster {
    static let nodata: UInt8 = 255
    /// The classes that a byte has numbers for beside "no data" and 0.
    public static let mostClasses = Int(nodata) - 1
    /// The metadata tag that names the classes.
    static let classesKey = "AERIAL_CLASSES"

    /// - Parameters:
    ///   - changes: a probability that is no number is "no data".
    ///   - foreignness: of tiles, 0 to 1; without an entry "no data".
    ///   - legend: of at most ``mostClasses``.
    ///   - metadata: further tags of the file.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public static func write(
        _ changes: [TileChange], foreignness: [TileIndex: Float] = [:], legend: Legend, grid: TileGrid,
        metadata: [String: String], to path: String
    ) throws {
        guard legend.classes.count <= mostClasses else {
            throw ImageryError.cannotWrite(
                path: path,
                reason: "there are \(legend.classes.count) classes, and it holds at most \(mostClasses)")
        }
        let output = try StagedOutput(path: path)
        let failure = { ImageryError.cannotWrite(path: path, reason: $0) }
        let raster = try RasterFile.inMemory(
            width: grid.columns, height: grid.rows, bands: bands(of: changes, foreignness, grid: grid),
            failure)
        try raster.place(on: grid, failure)
        let names = [
            "probability of change, per cent", "class before", "class after",
            "class after by the labels alone", "foreign to the model, per cent",
        ]
        for (index, name) in names.enumerated() {
            let band = raster.band(index + 1)
            GDALSetDescription(band, name)
            try GDALRuntime.check(failure) { GDALSetRasterNoDataValue(band, Double(nodata)) }
            try GDALRuntime.check(failure) { GDALSetRasterColorInterpretation(band, GCI_GrayIndex) }
        }
        let classes = legend.classNames.enumerated().map { "\($0 + 1) \($1)" }.joined(separator: "; ")
        for (key, value) in metadata.merging([classesKey: classes], uniquingKeysWith: { $1 }) {
            try GDALRuntime.check(failure) { GDALSetMetadataItem(raster.handle, key, value, nil) }
        }
        try raster.copy(
            to: output.partialPath, driver: "COG",
            options: ["BLOCKSIZE=512", "COMPRESS=DEFLATE", "OVERVIEW_RESAMPLING=NEAREST", "NUM_THREADS=1"],
            failure)
        let style = try CheckedTextFile(
            path: output.partialPath(ofSideFile: ClassStyle.fileName(forRaster: path)), reportedPath: path)
        try style.write(ClassStyle.probability)
        try style.flush()
        try output.publish(removing: [".ovr", ".msk"])
    }

    private static func bands(
        of changes: [TileChange], _ foreignness: [TileIndex: Float], grid: TileGrid
    ) -> [[UInt8]] {
        var bands = Array(repeating: [UInt8](repeating: nodata, count: grid.tileCount), count: 5)
        for change in changes {
            let cell = change.tile.row * grid.columns + change.tile.column
            bands[0][cell] = percent(change.probability, .toNearestOrAwayFromZero)
            bands[1][cell] = UInt8(clamping: change.from + 1)
            bands[2][cell] = UInt8(clamping: change.to + 1)
            bands[3][cell] = UInt8(clamping: change.seen + 1)
            if let value = foreignness[change.tile] { bands[4][cell] = percent(value, .down) }
        }
        return bands
    }

    /// Of a share, from 0 to 100; "no data" for what is no number.
    private static func percent<Share: BinaryFloatingPoint>(
        _ share: Share, _ rule: FloatingPointRoundingRule
    ) -> UInt8 {
        share.isNaN ? nodata : UInt8((min(1, max(0, share)) * 100).rounded(rule))
    }
}
