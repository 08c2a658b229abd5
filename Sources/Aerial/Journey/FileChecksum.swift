internal import CCrypto
internal import Foundation

/// SHA-256 of files, as 64 hexadecimal digits.
package enum FileChecksum {
    /// Reads the file in pieces of 4 MiB.
    package static func sha256(ofFile path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CommandError("cannot read \(path): it is not there or not readable.")
        }
        defer { try? file.close() }
        var hash = SHA256()
        while let piece = try file.read(upToCount: 4 << 20), !piece.isEmpty { hash.update(piece) }
        return hash.hexadecimal()
    }

    package static func sha256(of text: String) -> String {
        var hash = SHA256()
        hash.update(Data(text.utf8))
        return hash.hexadecimal()
    }
}

/// OpenSSL's SHA-256 of bytes that come piece by piece. It fails where memory is gone or OpenSSL was built without it: then
/// nothing can go on, and a wrong sum would be worse than an end.
private struct SHA256: ~Copyable {
    private let context: OpaquePointer

    init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            fatalError("OpenSSL has no memory for a checksum, or no SHA-256")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    mutating func update(_ data: Data) {
        let done = data.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        guard done == 1 else { fatalError("OpenSSL could not go on with a checksum") }
    }

    /// Ends the sum.
    mutating func hexadecimal() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        guard EVP_DigestFinal_ex(context, &digest, nil) == 1 else {
            fatalError("OpenSSL could not end a checksum")
        }
        return digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
