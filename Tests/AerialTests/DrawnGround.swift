import AerialCore
import Foundation
import Imagery

/// Maps, predictions and imagery of a small piece of ground in UTM zone 17, drawn tile by tile.
struct DrawnGround {
    let columns: Int
    let rows: Int
    var tileMeters = 224.0
    /// Its north-west corner, in metres.
    var west = 500_000.0
    var north = 4_000_000.0

    func grid() throws -> TileGrid {
        TileGrid(
            reference: try CoordinateReference(definition: "EPSG:26917"), origin: MapPoint(x: west, y: north),
            columns: columns, rows: rows, tileSideMeters: tileMeters)
    }

    /// Classes of these names, in colours that differ.
    /// - Parameter codes: of each class; none for classes beyond.
    static func legend(_ names: [String], codes: [[Int]] = [], name: String = "drawn") throws -> Legend {
        try Legend(
            name: name,
            classes: names.enumerated().map { position, name in
                LandUseClass(
                    name: name, codes: position < codes.count ? codes[position] : [],
                    color: LegendColor(red: UInt8(20 + position), green: 120, blue: 200))
            })
    }

    /// A tile for each letter, the first class is `a`; a point stands for a tile without a class.
    static func map(_ lines: [String], legend: Legend) -> ClassMap {
        var map = ClassMap(legend: legend, columns: lines[0].count, rows: lines.count)
        for (row, line) in lines.enumerated() {
            for (column, letter) in line.utf8.enumerated() where letter != UInt8(ascii: ".") {
                map[TileIndex(row: row, column: column)] = letter - UInt8(ascii: "a")
            }
        }
        return map
    }

    /// A class map's file.
    static func write(
        _ lines: [String], legend: Legend, tileMeters: Double = 224, confidence: [UInt8?]? = nil,
        to path: String
    ) throws {
        let map = map(lines, legend: legend)
        let ground = DrawnGround(columns: map.columns, rows: map.rows, tileMeters: tileMeters)
        try ClassMapFile.write(map, grid: try ground.grid(), confidence: confidence, to: path)
    }

    /// A land-cover raster of codes, a letter a pixel: `a` is code 1, a point no data. It names no classes.
    static func writeCover(
        _ lines: [String], pixelMeters: Double, in folder: Scratch, name: String
    ) throws -> String {
        let codes = try legend((0..<20).map { "code \($0)" })
        try write(lines, legend: codes, tileMeters: pixelMeters, to: folder["\(name)-codes.tif"])
        let ground = DrawnGround(columns: lines[0].count, rows: lines.count)
        let band = virtualBand(1, of: "\(name)-codes.tif", about: "<NoDataValue>0</NoDataValue>")
        let text = ground.virtualRaster(ground.columns, ground.rows, pixelMeters, bands: [band])
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder["\(name).vrt"]))
        return folder["\(name).vrt"]
    }

    /// GDAL's VRT format: a raster of text that shows another one's pixels, here.
    private func virtualRaster(
        _ width: Int, _ height: Int, _ metersPerPixel: Double, bands: [String]
    ) -> String {
        let size = "rasterXSize=\"\(width)\" rasterYSize=\"\(height)\""
        let place = "\(west), \(metersPerPixel), 0, \(north), 0, \(-metersPerPixel)"
        return "<VRTDataset \(size)><SRS>EPSG:26917</SRS><GeoTransform>\(place)</GeoTransform>"
            + bands.joined() + "</VRTDataset>"
    }

    private static func virtualBand(_ number: Int, of file: String, about: String) -> String {
        "<VRTRasterBand dataType=\"Byte\" band=\"\(number)\">\(about)<SimpleSource>"
            + "<SourceFilename relativeToVRT=\"1\">\(file)</SourceFilename><SourceBand>\(number)</SourceBand>"
            + "</SimpleSource></VRTRasterBand>"
    }

    /// A table of predictions: row by row the probabilities of each tile, none for one without imagery.
    func write(
        _ probabilities: [[Float]], legend: Legend, foreignness: [Float?] = [], to path: String
    ) throws {
        let grid = try grid()
        let placer = try TilePlacer(grid: grid)
        let writer = try PredictionWriter(
            path: path, classNames: legend.classNames, legend: legend, reference: grid.reference)
        for (position, values) in probabilities.enumerated() {
            let tile = TileIndex(row: position / columns, column: position % columns)
            try writer.write(
                TilePrediction(
                    id: TileGrid.name(of: tile), source: "scene.tif", place: try placer.place(of: tile),
                    status: values.isEmpty ? .nodata : .scored, reason: values.isEmpty ? "no imagery" : "",
                    probabilities: values,
                    foreignness: position < foreignness.count ? foreignness[position] : nil))
        }
        try writer.finish()
    }

    /// A scene in colours: a picture, and a virtual raster of the same name that says where it lies.
    /// - Parameter color: of a pixel, by its column and row.
    func writeScene(
        _ name: String, in folder: Scratch, metersPerPixel: Double,
        color: (_ column: Int, _ row: Int) -> [UInt8]
    ) throws -> String {
        let width = Int(Double(columns) * tileMeters / metersPerPixel)
        let height = Int(Double(rows) * tileMeters / metersPerPixel)
        var rgb: [UInt8] = []
        for row in 0..<height { for column in 0..<width { rgb += color(column, row) } }
        try PNGFile.write(
            TileImage(width: width, height: height, rgb: rgb, emptyPixelCount: 0), to: folder["\(name).png"])
        let bands = ["Red", "Green", "Blue"].enumerated().map { position, color in
            Self.virtualBand(
                position + 1, of: "\(name).png", about: "<ColorInterp>\(color)</ColorInterp>")
        }
        let text = virtualRaster(width, height, metersPerPixel, bands: bands)
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder["\(name).vrt"]))
        return folder["\(name).vrt"]
    }
}
