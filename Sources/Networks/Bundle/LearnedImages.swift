internal import Foundation

/// Which images a model learned from, by what is in their files: so that they are known again in another dataset, under another
/// name or class.
public struct LearnedImages: Sendable, Equatable {
    /// The first 16 digits of each file's SHA-256.
    public let digests: Set<String>

    /// The name of the file in a model's folder.
    public static let fileName = "learned.txt"
    private static let digitCount = 16

    /// - Parameter checksums: the files' SHA-256 in hexadecimal digits.
    public init(checksums: [String]) {
        digests = Set(checksums.map(Self.digest))
    }

    /// Whether an image is one of them.
    /// - Parameter checksum: its file's SHA-256 in hexadecimal digits.
    public func contains(checksum: String) -> Bool { digests.contains(Self.digest(checksum)) }

    private static func digest(_ checksum: String) -> String { String(checksum.prefix(digitCount)) }

    /// The largest file that is read.
    private static let mostBytes = 1 << 30

    /// `nil` for a model of an older version.
    /// - Parameter path: the model's folder.
    /// - Throws: ``ModelError`` for a damaged file.
    public static func read(from path: String) throws -> LearnedImages? {
        let file = "\(path)/\(fileName)"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file) else { return nil }
        let size = (attributes[.size] as? NSNumber)?.intValue ?? .max
        guard size <= mostBytes, let data = FileManager.default.contents(atPath: file) else {
            throw ModelError.unreadableLearnedImages(path: path)
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        guard lines.allSatisfy({ $0.count == digitCount && $0.allSatisfy(\.isHexDigit) }) else {
            throw ModelError.unreadableLearnedImages(path: path)
        }
        return LearnedImages(checksums: lines.map { String($0) })
    }

    /// As a file holds them: one a line, sorted.
    func encoded() -> Data {
        Data(digests.sorted().map { $0 + "\n" }.joined().utf8)
    }
}
