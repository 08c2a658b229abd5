internal import CGDAL

/// GDAL's set-up for the process, and what it says of itself.
public enum GDALRuntime {
    /// GDAL's version, `3.6.2` say.
    public static var version: String {
        String(cString: GDALVersionInfo("RELEASE_NAME"))
    }

    /// True when GDAL was built with this driver (`GTiff`, `JP2OpenJPEG`, ...).
    public static func hasDriver(_ name: String) -> Bool {
        start()
        return GDALGetDriverByName(name) != nil
    }

    /// Registers the drivers and silences GDAL's own printing; its words travel in our errors. Cheap when run again.
    static func start() { _ = started }

    private static let started: Void = {
        CPLSetErrorHandler(CPLQuietErrorHandler)
        // A damaged JPEG is an error, not a picture that is grey from some row on.
        CPLSetConfigOption("GDAL_ERROR_ON_LIBJPEG_WARNING", "TRUE")
        GDALSetCacheMax64(blockCacheBytes)
        // GeoPackages carry the time of their last change: the same rows shall give the same bytes.
        CPLSetConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z")
        // Files run no code and fetch no descriptions of themselves.
        CPLSetConfigOption("GDAL_VRT_ENABLE_PYTHON", "NO")
        CPLSetConfigOption("GML_DOWNLOAD_WFS_SCHEMA", "NO")
        GDALAllRegister()
    }()

    /// What GDAL keeps of decoded blocks, for all threads together; its own default grows with the machine.
    private static let blockCacheBytes: GIntBig = 256 << 20

    /// Changes how much GDAL keeps of decoded blocks.
    public static func limitBlockCache(bytes: Int) {
        start()
        GDALSetCacheMax64(GIntBig(bytes))
    }

    /// Blocks of the files that this thread opens from now on are decoded on so many threads.
    static func decodeOnThisThread(with threads: Int) {
        start()
        CPLSetThreadLocalConfigOption("GDAL_NUM_THREADS", "\(threads)")
    }

    /// Runs a call into GDAL and gives what it returned with the error text it left, if any.
    static func call<Value>(_ body: () -> Value) -> (value: Value, message: String) {
        start()
        CPLErrorReset()
        let value = body()
        return (value, String(cString: CPLGetLastErrorMsg()))
    }

    /// Runs a call into GDAL that reports failure by `CPLErr`.
    static func check(_ failure: (String) -> ImageryError, _ body: () -> CPLErr) throws {
        let (status, message) = call(body)
        if status == CE_Failure || status == CE_Fatal { throw failure(message) }
    }

    /// Calls `body` with a C array of the strings, `NULL`-terminated, as GDAL's option lists are.
    static func withOptions<Value>(
        _ options: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) throws -> Value
    ) rethrows -> Value {
        var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        for option in options { list = CSLAddString(list, option) }
        defer { CSLDestroy(list) }
        return try body(list)
    }
}
