/// Where the county lies on the map: UTM zone 19 north, in the west of Massachusetts.
struct CountyFrame: Sendable {
    static let reference = "EPSG:26919"
    static let west = 300_000.0
    static let north = 4_710_000.0

    let widthMeters: Int
    let heightMeters: Int

    /// GDAL's six coefficients from pixel to map.
    var geoTransform: [Double] { [Self.west, 1, 0, Self.north, 0, -1] }
}
