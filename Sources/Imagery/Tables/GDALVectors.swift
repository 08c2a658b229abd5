internal import CGDAL

// Checked calls of GDAL's vector half.
extension GDALRuntime {
    /// What a call of GDAL made; its error text is thrown when it made nothing.
    static func made<Handle>(_ failure: (String) -> ImageryError, _ body: () -> Handle?) throws -> Handle {
        let (handle, message) = call(body)
        guard let handle else { throw failure(message) }
        return handle
    }

    /// Runs a call that reports failure by `OGRErr`.
    static func checkOGR(_ failure: (String) -> ImageryError, _ body: () -> OGRErr) throws {
        let (status, message) = call(body)
        guard status == OGRERR_NONE else { throw failure(message) }
    }

    /// The first error of a call that returns nothing; `nil` when it told of none. Warnings that follow do not hide it.
    static func failureMessage(_ body: () -> Void) -> String? {
        start()
        let heard = HeardFailure()
        CPLPushErrorHandlerEx(
            { level, _, text in
                guard level == CE_Failure || level == CE_Fatal, let data = CPLGetErrorHandlerUserData() else {
                    return
                }
                Unmanaged<HeardFailure>.fromOpaque(data).takeUnretainedValue().hear(text)
            }, Unmanaged.passUnretained(heard).toOpaque())
        withExtendedLifetime(heard) { body() }
        CPLPopErrorHandler()
        return heard.first
    }

    /// GDAL calls an error handler on the thread that pushed it.
    private final class HeardFailure {
        private(set) var first: String?

        func hear(_ text: UnsafePointer<CChar>?) { first = first ?? text.map { String(cString: $0) } ?? "" }
    }

    /// Adds a column to a layer.
    static func createField(
        _ column: FieldColumn, in layer: OGRLayerH, _ failure: (String) -> ImageryError
    ) throws {
        let type: OGRFieldType =
            switch column.kind {
            case .text: OFTString
            case .integer: OFTInteger64
            case .measure, .share: OFTReal
            }
        let field = try made(failure) { OGR_Fld_Create(column.name, type) }
        defer { OGR_Fld_Destroy(field) }
        try checkOGR(failure) { OGR_L_CreateField(layer, field, 0) }
    }
}
