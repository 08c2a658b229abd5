internal import Aerial
internal import Foundation

/// Something of Aerial's in one of the folders.
struct ProjectItem: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable {
        case imagery, landcover, map, predictions, change, sample, review, suggestions, dataset, model, runs,
            report
    }

    let kind: Kind
    /// The file or the folder.
    let path: String
    /// The path from the folder that is served, with that folder's name before it.
    let name: String
    /// Changes whenever the file does.
    let stamp: String

    /// A name for addresses: the same as long as the path is.
    var id: String {
        let base = (path as NSString).lastPathComponent
        let letters = base.unicodeScalars.map { scalar in
            scalar.isASCII && (CharacterSet.alphanumerics.contains(scalar) || scalar == "_")
                ? Character(scalar) : "-"
        }
        return String(letters.prefix(40)) + "-" + Self.checksum("\(kind.rawValue) \(path)")
    }

    var json: JSONValue { ["id": .text(id), "kind": .text(kind.rawValue), "name": .text(name)] }

    /// The first 16 hexadecimal digits of SHA-256.
    static func checksum(_ text: String) -> String { String(FileChecksum.sha256(of: text).prefix(16)) }

    /// Times of change and sizes of a file and of what GDAL reads beside a raster, its overviews say.
    static func stamp(of path: String) -> String {
        ([path] + [".ovr", ".msk", ".aux.xml"].map { path + $0 }).map(ownStamp).filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private static func ownStamp(of path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "" }
        return "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)-\(status.st_size)-\(status.st_ino)"
    }
}
