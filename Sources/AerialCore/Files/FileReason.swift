internal import Foundation

extension Error {
    /// Why a file could not be read or written, in one clause without a full stop.
    var fileReason: String {
        switch (self as? CocoaError)?.code {
        case .fileNoSuchFile?, .fileReadNoSuchFile?: "there is no such file or folder"
        case .fileReadNoPermission?, .fileWriteNoPermission?: "permission is denied"
        case .fileWriteOutOfSpace?: "no room is left"
        case .fileWriteVolumeReadOnly?: "the disk is read-only"
        case .fileReadUnknown?: "it is a folder or cannot be read"
        default: String(localizedDescription.reversed().drop { $0 == "." }.reversed())
        }
    }
}
