import AerialCore

/// A raster file of text that shows a window of another one, so that odd scenes need no pixels of their own.
struct VirtualRaster {
    var source: String
    var bands = 4
    /// The source's bands in the file's order; `nil` for 1, 2, 3...
    var sourceBands: [Int]?
    /// The window's north-west corner in the source, and its size, in pixels.
    var column = 0
    var row = 0
    var width = County.sideMeters
    var height = County.sideMeters
    /// `nil` leaves the raster without a place.
    var reference: String? = County.reference
    var metersPerPixel = 1.0
    /// The file has a pixel for so many of the source's each way.
    var reduction = 1
    /// Columns of no data that follow the window in the east, with their value.
    var emptyColumns = 0
    var nodata: Int?
    /// Whether each band says which colour it is.
    var namesColors = true

    /// The file's text: GDAL's VRT format.
    var text: String {
        let place = reference.map { reference in
            let west = County.origin.x + Double(column) * metersPerPixel
            let north = County.origin.y - Double(row) * metersPerPixel
            let side = metersPerPixel * Double(reduction)
            return "<SRS>\(reference)</SRS><GeoTransform>\(west), \(side), 0, \(north), 0, \(-side)"
                + "</GeoTransform>"
        }
        let size = (width / reduction, height / reduction)
        return "<VRTDataset rasterXSize=\"\(size.0 + emptyColumns)\" rasterYSize=\"\(size.1)\">\(place ?? "")"
            + (1...bands).map(band).joined() + "</VRTDataset>"
    }

    private func band(_ number: Int) -> String {
        let sourceBand = sourceBands?[number - 1] ?? number
        let color = !namesColors ? "Undefined" : ["Red", "Green", "Blue", "Undefined"][sourceBand - 1]
        let nodata = nodata.map { "<NoDataValue>\($0)</NoDataValue>" } ?? ""
        return """
            <VRTRasterBand dataType="Byte" band="\(number)">\(nodata)<ColorInterp>\(color)</ColorInterp>
            <SimpleSource><SourceFilename>\(source)</SourceFilename><SourceBand>\(sourceBand)</SourceBand>
            <SrcRect xOff="\(column)" yOff="\(row)" xSize="\(width)" ySize="\(height)"/>
            <DstRect xOff="0" yOff="0" xSize="\(width / reduction)" ySize="\(height / reduction)"/></SimpleSource>
            </VRTRasterBand>
            """
    }
}
