/// Where the county lies on the map: in a UTM zone of the northern hemisphere, in zone 19 in the west of Massachusetts.
struct CountyFrame: Sendable {
    static let west = 300_000.0
    static let north = 4_710_000.0

    let widthMeters: Int
    let heightMeters: Int
    /// The UTM zone.
    let zone: Int

    /// On NAD 83.
    var reference: String { "EPSG:\(26900 + zone)" }

    /// GDAL's six coefficients from pixel to map.
    var geoTransform: [Double] { [Self.west, 1, 0, Self.north, 0, -1] }
}
