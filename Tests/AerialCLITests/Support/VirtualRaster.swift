import AerialCore

/// A raster file of text that shows a window of another one, so that odd scenes need no pixels of their own.
struct VirtualRaster {
    var source: String
    var bands = 4
    /// The window's north-west corner in the source, and its size, in pixels.
    var column = 0
    var row = 0
    var width = County.sideMeters
    var height = County.sideMeters
    /// `nil` leaves the raster without a place.
    var reference: String? = County.reference
    var metersPerPixel = 1.0

    /// The file's text: GDAL's VRT format.
    var text: String {
        let colors = ["Red", "Green", "Blue", "Undefined"]
        let place = reference.map { reference in
            let west = County.origin.x + Double(column) * metersPerPixel
            let north = County.origin.y - Double(row) * metersPerPixel
            return "<SRS>\(reference)</SRS><GeoTransform>\(west), \(metersPerPixel), 0, \(north), 0, "
                + "\(-metersPerPixel)</GeoTransform>"
        }
        let content = (1...bands).map { band in
            """
            <VRTRasterBand dataType="Byte" band="\(band)"><ColorInterp>\(colors[band - 1])</ColorInterp>
            <SimpleSource><SourceFilename>\(source)</SourceFilename><SourceBand>\(band)</SourceBand>
            <SrcRect xOff="\(column)" yOff="\(row)" xSize="\(width)" ySize="\(height)"/>
            <DstRect xOff="0" yOff="0" xSize="\(width)" ySize="\(height)"/></SimpleSource></VRTRasterBand>
            """
        }
        return "<VRTDataset rasterXSize=\"\(width)\" rasterYSize=\"\(height)\">\(place ?? "")"
            + content.joined() + "</VRTDataset>"
    }
}
