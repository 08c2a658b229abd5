/// What keeps a catalogue of imagery from being read.
public enum CatalogError: Error, Equatable, CustomStringConvertible {
    /// What was given, or what a catalogue names, is no address that is asked.
    case notAnAddress(String)
    /// No answer, or one that is not success; `status` is that of HTTP, `nil` without an answer.
    case refused(address: String, status: Int?, reason: String, wantsSeconds: Double?)
    /// More than is held in memory.
    case tooLarge(address: String, bytes: Int)
    /// What came is no STAC.
    case notCatalog(address: String, reason: String)
    /// A server's pages do not end.
    case endless(address: String)

    /// One or more sentences for people; names, passwords and signatures in addresses are left out.
    public var description: String {
        switch self {
        case .notAnAddress(let address):
            "'\(Self.shown(address))' is no address of a catalogue. Give https://..., the path of a catalog.json, or one of "
                + "\(CatalogNames.all)."
        case .refused(let address, let status, let reason, let seconds):
            "\(Self.shown(address)) did not answer as asked ("
                + [status.map { "status \($0)" }, reason.isEmpty ? nil : String(reason.prefix(300))]
                .compactMap(\.self).joined(separator: ", ") + ")."
                + (seconds.map { " It wants to be asked again after \(Int(min($0, 1e6).rounded(.up))) s." }
                    ?? " \(Self.advice(status))")
        case .tooLarge(let address, let bytes):
            "\(Self.shown(address)) sends more than \(bytes >> 20) MiB in one answer. Ask for less: a smaller area, a shorter "
                + "time, or fewer with --limit."
        case .notCatalog(let address, let reason):
            "\(Self.shown(address)) is no STAC catalogue: \(reason). Give the root of a STAC API, a catalog.json, or a file of "
                + "items."
        case .endless(let address):
            "\(Self.shown(address)) gives pages that do not end. Ask for less: a smaller area or a shorter time."
        }
    }

    private static func advice(_ status: Int?) -> String {
        switch status {
        case 401, 403:
            "It wants credentials: give its key as GDAL_HTTP_HEADERS='Authorization: Bearer ...'."
        case 404: "Check the address and the name of the collection."
        case nil: "Check the address and the network."
        default: "Check what was asked for, or try again later."
        }
    }

    /// An address without a login and without what follows the question mark, which may be a signature.
    package static func shown(_ address: String) -> String {
        let plain = address.replacing(/\/\/[^\/@\s]*@/, with: "//")
        return plain.firstIndex(of: "?").map { String(plain[..<$0]) } ?? plain
    }
}

/// The catalogues that have short names.
package enum CatalogNames {
    package struct Known: Sendable {
        package let name: String
        package let address: String
        /// Where tokens for its assets come from; `nil` where they are free to read.
        package let signs: Bool
    }

    package static let known = [
        Known(
            name: "planetary-computer", address: "https://planetarycomputer.microsoft.com/api/stac/v1",
            signs: true),
        Known(name: "earth-search", address: "https://earth-search.aws.element84.com/v1", signs: false),
    ]

    /// For people.
    package static var all: String { known.map(\.name).joined(separator: ", ") }
}
