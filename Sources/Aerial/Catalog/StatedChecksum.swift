internal import Foundation

/// A file's sum as STAC states it: a multihash in hexadecimal (github.com/multiformats/multihash), the kind of the sum,
/// its length, its digits.
struct StatedChecksum {
    private let name: String
    private let digits: String

    private static let kinds = [
        ("1220", "SHA256", 64), ("1340", "SHA512", 128), ("1114", "SHA1", 40), ("d50110", "MD5", 32),
    ]

    /// - Returns: `nil` for kinds that are not known.
    init?(_ text: String) {
        let text = text.lowercased()
        guard
            let kind = Self.kinds.first(where: { text.hasPrefix($0.0) && text.count == $0.0.count + $0.2 })
        else { return nil }
        name = kind.1
        digits = String(text.dropFirst(kind.0.count))
    }

    /// - Returns: `nil` where the sum cannot be made here.
    func isOf(file path: String) throws -> Bool? {
        try FileChecksum.digest(ofFile: path, named: name).map { $0 == digits }
    }
}
