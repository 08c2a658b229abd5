internal import AerialCore
internal import CCrypto
internal import Foundation

/// Checksums of files in hexadecimal digits: SHA-256 everywhere in our own records.
package enum FileChecksum {
    /// Reads the file in pieces of 4 MiB.
    package static func sha256(ofFile path: String) throws -> String {
        try digest(ofFile: path, MessageDigest())
    }

    /// - Parameter name: OpenSSL's, `SHA1` say.
    /// - Returns: `nil` where this OpenSSL has no such sum.
    static func digest(ofFile path: String, named name: String) throws -> String? {
        guard let kind = EVP_get_digestbyname(name) else { return nil }
        return try digest(ofFile: path, MessageDigest(kind))
    }

    private static func digest(ofFile path: String, _ empty: consuming MessageDigest) throws -> String {
        guard !FileKind.isFolder(path) else {
            throw CommandError("cannot read \(path): it is a folder. Name a file.")
        }
        // A pipe would be waited for without end.
        guard !InputFile.isPipeOrDevice(path), let file = FileHandle(forReadingAtPath: path) else {
            throw CommandError("cannot read \(path): it is not there or not readable.")
        }
        defer { try? file.close() }
        var hash = empty
        do {
            while let piece = try file.read(upToCount: 4 << 20), !piece.isEmpty { hash.update(piece) }
        } catch {
            throw CommandError(
                "cannot read \(path) to its end: \(error.fileReason). Check the disk, or fetch the file anew."
            )
        }
        return hash.hexadecimal()
    }

    package static func sha256(of text: String) -> String {
        var hash = MessageDigest()
        hash.update(Data(text.utf8))
        return hash.hexadecimal()
    }
}

/// OpenSSL's sum, SHA-256 where nothing else is said, of bytes that come piece by piece. It fails where memory is gone or OpenSSL was built without it: then
/// nothing can go on, and a wrong sum would be worse than an end.
private struct MessageDigest: ~Copyable {
    private let context: OpaquePointer

    /// - Parameter kind: `nil` for SHA-256.
    init(_ kind: OpaquePointer? = nil) {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, kind ?? EVP_sha256(), nil) == 1
        // Nothing can be recorded honestly from here on, and no file brings it about.
        else { fatalError("OpenSSL has no memory for a checksum, or no SHA-256") }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    mutating func update(_ data: Data) {
        let done = data.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        guard done == 1 else { fatalError("OpenSSL could not go on with a checksum") }
    }

    /// Ends the sum.
    mutating func hexadecimal() -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard EVP_DigestFinal_ex(context, &digest, &length) == 1 else {
            fatalError("OpenSSL could not end a checksum")
        }
        return digest.prefix(Int(length)).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
            .joined()
    }
}
