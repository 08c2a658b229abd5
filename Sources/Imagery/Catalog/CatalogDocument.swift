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
            let what = RemotePlace.isRemote(place) ? "what it sends" : "it"
            throw CatalogError.notCatalog(address: place, reason: "\(what) is not JSON")
        }
    }

    /// In an object store, or of this machine.
    private static func file(_ place: String) throws -> Data {
        if !RemotePlace.isRemote(place) { try checkOwn(place) }
        let most = WebExchange.mostBytes
        guard let bytes = RemotePlace.head(of: place, count: most + 1) else {
            throw ImageryError.cannotOpen(path: place, reason: "it is not there or not readable")
        }
        guard bytes.count <= most else { throw CatalogError.tooLarge(address: place, bytes: most) }
        return Data(bytes)
    }

    /// What of this machine holds no text.
    private static func checkOwn(_ place: String) throws(CatalogError) {
        guard !InputFile.isPipeOrDevice(place) else {
            throw .notCatalog(address: place, reason: "it is a pipe or a device")
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder), isFolder.boolValue else {
            return
        }
        let folder = place.hasSuffix("/") ? String(place.dropLast()) : place
        let inside = ["catalog.json", "collection.json"].map { "\(folder)/\($0)" }
            .first { FileManager.default.fileExists(atPath: $0) }
        throw .notCatalog(
            address: place, reason: "it is a folder" + (inside.map { ", and its catalogue is \($0)" } ?? ""))
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
