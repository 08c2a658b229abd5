internal import CGDAL

/// The files that a raster or a vector layer is made of.
public enum DatasetFiles {
    /// The file itself, what lies beside it (`.aux.xml`, `.ovr`, `.msk`, a shapefile's parts) and, of a virtual raster,
    /// what it reads from; empty for what GDAL cannot open.
    public static func parts(of path: String) -> [String] {
        let flags = UInt32(GDAL_OF_RASTER | GDAL_OF_VECTOR | GDAL_OF_READONLY)
        guard let handle = GDALRuntime.call({ GDALOpenEx(path, flags, nil, nil, nil) }).value else {
            return []
        }
        defer { GDALClose(handle) }
        guard let list = GDALGetFileList(handle) else { return [] }
        defer { CSLDestroy(list) }
        return (0..<CSLCount(list)).compactMap { list[Int($0)].map { String(cString: $0) } }
    }
}
