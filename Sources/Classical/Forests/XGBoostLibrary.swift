internal import CXGBoost

/// XGBoost, loaded when first needed.
public struct XGBoostLibrary: Sendable {
    /// `1.7.4` say.
    public let version: String
    private let address: UInt

    /// - Throws: ``ClassicalError/xgboostMissing(reason:)``.
    public static func load() throws -> XGBoostLibrary { try loaded.get() }

    private static let loaded = Result { try XGBoostLibrary() }
    /// The name that programs link to, then that of the development package.
    private static let fileNames = ["libxgboost.so.0", "libxgboost.so"]

    private init() throws {
        var reasons: [String] = []
        for name in Self.fileNames {
            var reason: UnsafePointer<CChar>?
            guard let functions = aerial_xgboost_load(name, &reason) else {
                reasons.append(reason.map { String(cString: $0) } ?? "no reason was given")
                continue
            }
            address = UInt(bitPattern: functions)
            var (major, minor, patch) = (Int32(0), Int32(0), Int32(0))
            functions.pointee.version(&major, &minor, &patch)
            version = "\(major).\(minor).\(patch)"
            return
        }
        throw ClassicalError.xgboostMissing(reason: reasons[0])
    }

    /// They live as long as the process.
    var functions: aerial_xgboost {
        // Checked not to be null when loaded.
        UnsafePointer<aerial_xgboost>(bitPattern: address)!.pointee
    }

    /// Turns a function's failure into an error. Messages are a thread's own.
    func check(_ status: Int32) throws {
        guard status != 0 else { return }
        // A backtrace follows the first line.
        let text = functions.last_error().map { String(cString: $0) } ?? ""
        throw ClassicalError.xgboost(
            reason: text.split(separator: "\n").first.map(String.init) ?? "no reason was given")
    }
}
