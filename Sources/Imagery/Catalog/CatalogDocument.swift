internal import AerialCore
internal import CGDAL
internal import Foundation

/// A JSON document of a catalogue and where it lies.
struct CatalogDocument: Sendable {
    let place: String
    let value: CatalogValue

    /// Reads `https://...` and `http://...` through the web, `s3://...` and the like through GDAL, anything else as a file.
    static func read(
        _ place: String, body: CatalogValue? = nil, headers: [String: String] = [:], pause: () throws -> Void
    ) throws -> CatalogDocument {
        let data: Data
        if place.hasPrefix("https://") || place.hasPrefix("http://") {
            var exchange = WebExchange(address: place)
            exchange.body = body?.encoded
            exchange.headers = headers
            data = try exchange.run(pause: pause)
        } else {
            data = try file(place)
        }
        do { return CatalogDocument(place: place, value: try CatalogValue(parsing: data)) } catch {
            throw CatalogError.notCatalog(address: place, reason: "what it sends is not JSON")
        }
    }

    /// In an object store, or of this machine.
    private static func file(_ place: String) throws -> Data {
        guard RemotePlace.isRemote(place) || !InputFile.isPipeOrDevice(place) else {
            throw CatalogError.notCatalog(address: place, reason: "it is a pipe or a device")
        }
        let most = WebExchange.mostBytes
        guard let bytes = RemotePlace.head(of: place, count: most + 1) else {
            throw ImageryError.cannotOpen(path: place, reason: "it is not there or not readable")
        }
        guard bytes.count <= most else { throw CatalogError.tooLarge(address: place, bytes: most) }
        return Data(bytes)
    }

    var kind: String { value["type"]?.text ?? "" }
    var links: [CatalogValue] { value["links"]?.elements ?? [] }

    /// Of this relation, made whole.
    func places(_ relation: String) -> [String] {
        links.filter { $0["rel"]?.text == relation }
            .compactMap { $0["href"]?.text.flatMap { CatalogLink.resolved($0, in: place) } }
    }

    /// What it says of the server's abilities.
    func conforms(_ ending: String) -> Bool {
        value["conformsTo"]?.elements?.contains { $0.text?.hasSuffix(ending) ?? false } ?? false
    }

    /// A collection's own words on its licence and where it comes from.
    var rights: CatalogValue {
        .object(
            (value.members ?? [:]).filter { ["license", "title", "providers"].contains($0.key) }.merging([
                "links": .array(links.filter { $0["rel"]?.text == "license" })
            ]) { $1 })
    }
}
