/// What the readers of settings need of the library, without object stores and catalogues.
public enum StoredFile {
    public static func here(_ path: String) throws -> String { path }
}

enum CatalogScenes {
    static func itemsFile(_ path: String) -> String? {
        path.hasPrefix("stac:") ? String(path.dropFirst(5)) : nil
    }
    static func named(_ file: String) -> String { "stac:\(file)" }
}

/// Names of a sweep's trials, which no parser reads, are told apart without OpenSSL.
package enum FileChecksum {
    package static func sha256(of text: String) -> String {
        String(text.utf8.reduce(5381) { $0 &* 33 &+ Int($1) }, radix: 16)
    }
}
