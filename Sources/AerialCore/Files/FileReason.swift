internal import Foundation

extension Error {
    /// Why a file could not be read or written, in one clause without a full stop: Foundation's own words are either
    /// a number or a paragraph.
    public var fileReason: String {
        if let failure = self as? SystemFailure { return failure.reason }
        let error = self as? CocoaError
        switch error?.code {
        case .fileNoSuchFile?, .fileReadNoSuchFile?: return "there is no such file or folder"
        case .fileReadNoPermission?, .fileWriteNoPermission?: return "permission is denied"
        case .fileWriteOutOfSpace?: return "no room is left"
        case .fileWriteVolumeReadOnly?: return "the disk is read-only"
        default: break
        }
        if let system = error?.underlying.map({ $0 as NSError }), system.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(system.code)))
        }
        if error?.code == .fileReadUnknown { return "it is a folder or cannot be read" }
        return String(localizedDescription.reversed().drop { $0 == "." }.reversed())
    }
}
