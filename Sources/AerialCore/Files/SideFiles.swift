/// Files that lie beside an older output and would be taken for the new one's: what they are called after its name.
public enum SideFiles {
    /// A database's: a GeoPackage's.
    public static let ofDatabase = ["-wal", "-shm", "-journal"]
    /// A raster's overviews and mask.
    public static let ofRaster = [".ovr", ".msk"]

    static func endings(beside name: String) -> [String] {
        let name = name.lowercased()
        if name.hasSuffix(".gpkg") { return ofDatabase }
        return name.hasSuffix(".tif") || name.hasSuffix(".tiff") ? ofRaster : []
    }
}
