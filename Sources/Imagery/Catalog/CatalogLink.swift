internal import Foundation

/// Where documents of a catalogue lie, and what they name from there: addresses, or paths of this machine.
enum CatalogLink {
    /// Schemes that a catalogue may name. What else it names (`file:`, GDAL's own names) is not followed.
    private static let schemes: Set<String> = ["https", "http", "s3", "gs", "az"]

    static func isAddress(_ place: String) -> Bool {
        scheme(of: place).map(schemes.contains) ?? false
    }

    /// - Parameter base: the document that names it.
    /// - Returns: `nil` for what is not followed.
    static func resolved(_ name: String, in base: String) -> String? {
        guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.value < 0x20 }) else { return nil }
        if let scheme = scheme(of: name) { return schemes.contains(scheme) ? name : nil }
        guard !name.hasPrefix("<") else { return nil }
        if isAddress(base) { return resolved(name, inAddress: base) }
        guard !name.hasPrefix("/vsi") else { return nil }
        let folder = URL(fileURLWithPath: base).deletingLastPathComponent()
        // One document has one name, whichever way leads to it: a walk knows by it where it has been.
        return (name.hasPrefix("/") ? URL(fileURLWithPath: name) : folder.appendingPathComponent(name))
            .standardized.path
    }

    private static func resolved(_ name: String, inAddress base: String) -> String? {
        guard let root = URL(string: base), let url = URL(string: name, relativeTo: root) else { return nil }
        let address = url.absoluteURL.absoluteString
        return isAddress(address) ? address : nil
    }

    /// In small letters; `nil` where there is none.
    private static func scheme(of place: String) -> String? {
        guard let match = place.prefixMatch(of: /([A-Za-z][A-Za-z0-9+.\-]*):/) else { return nil }
        return match.output.1.lowercased()
    }
}
