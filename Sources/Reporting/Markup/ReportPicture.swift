internal import Foundation

/// A picture that a report carries within itself.
public enum ReportPicture: Sendable, Equatable {
    /// The bytes of a PNG file.
    case png([UInt8])
    /// The bytes of a JPEG file.
    case jpeg([UInt8])
    /// The text of an SVG file.
    case svg(String)

    /// The picture as the address of an `img` element, which runs no scripts, whatever an SVG holds.
    var dataAddress: String {
        switch self {
        case .png(let bytes): "data:image/png;base64," + Data(bytes).base64EncodedString()
        case .jpeg(let bytes): "data:image/jpeg;base64," + Data(bytes).base64EncodedString()
        case .svg(let text): "data:image/svg+xml;base64," + Data(text.utf8).base64EncodedString()
        }
    }
}
