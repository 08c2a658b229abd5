internal import Foundation

/// A file of an item: a scene, its preview, its description.
package struct CatalogAsset: Sendable {
    /// What the catalogue calls it: `image`, `visual`, `B04`.
    package let key: String
    /// Its address or path.
    package let href: String
    package let mediaType: String
    package let roles: [String]
    /// As the catalogue says it; `nil` where it does not.
    package let bytes: Int?
    /// A multihash in hexadecimal, `file:checksum`.
    package let checksum: String?
    /// In metres; `nil` where nothing says it.
    package let groundSampleDistance: Double?

    /// - Returns: `nil` for one without an address that is followed.
    init?(key: String, value: CatalogValue, base: String) {
        guard let href = value["href"]?.text.flatMap({ CatalogLink.resolved($0, in: base) }) else {
            return nil
        }
        self.key = key
        self.href = href
        mediaType = value["type"]?.text?.lowercased() ?? ""
        roles = value["roles"]?.elements?.compactMap(\.text) ?? []
        bytes = value["file:size"]?.count
        checksum = value["file:checksum"]?.text?.lowercased()
        groundSampleDistance =
            value["gsd"]?.real ?? value["raster:spatial_resolution"]?.real
            ?? value["raster:bands"]?.elements?.first?["spatial_resolution"]?.real
    }

    private static let endings: Set<String> = ["tif", "tiff", "jp2", "img", "vrt", "sid", "ntf"]
    private static let previews: Set<String> = ["thumbnail", "overview", "metadata", "rendered_preview"]

    /// Whether it is a raster with a place, by its type or its name, and no preview.
    package var isScene: Bool {
        guard previews.isEmpty else { return false }
        if mediaType.hasPrefix("image/tiff") || mediaType.hasPrefix("image/jp2") { return true }
        guard mediaType.isEmpty || mediaType.hasPrefix("application/octet") else { return false }
        let path = CatalogError.shown(href)
        return Self.endings.contains((path as NSString).pathExtension.lowercased())
    }

    /// What GDAL opens.
    /// - Parameter collection: whose token opens it, where its catalogue signs; GDAL fetches one, and the next when it ends.
    package func address(signedFor collection: String?) -> String {
        guard let collection, href.hasPrefix("http"), let host = URL(string: href)?.host,
            host.hasSuffix(".blob.core.windows.net") || ["127.0.0.1", "localhost"].contains(host),
            let url = href.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        else { return href }
        let name = collection.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return "\(RemotePlace.signedPrefix)&pc_collection=\(name)&url=\(url)"
    }

    /// For people: the address itself.
    package static func shown(_ address: String) -> String {
        guard address.hasPrefix(RemotePlace.signedPrefix), let start = address.range(of: "&url=") else {
            return CatalogError.shown(address)
        }
        return CatalogError.shown(String(address[start.upperBound...]).removingPercentEncoding ?? address)
    }

    private var previews: Set<String> { Self.previews.intersection(roles + [key]) }
}

/// One capture of a place: its day, its footprint, its files.
package struct CatalogItem: Sendable {
    package let id: String
    /// Empty for an item without one.
    package let collection: String
    /// The day it was taken, `2018-09-14`, the first of several; `nil` where nothing says it.
    package let date: String?
    /// GeoJSON in degrees.
    package let footprint: CatalogValue
    package let properties: [String: CatalogValue]
    /// In the order of their names.
    package let assets: [CatalogAsset]
    /// All of it as it came, addresses made whole.
    package let json: CatalogValue

    /// - Parameter base: the document that it stands in.
    /// - Returns: `nil` for what is no item.
    package init?(_ value: CatalogValue, base: String) {
        guard value["type"]?.text == "Feature", let id = value["id"]?.text, !id.isEmpty,
            let members = value["assets"]?.members
        else { return nil }
        self.id = id
        collection = value["collection"]?.text ?? ""
        properties = value["properties"]?.members ?? [:]
        date = Self.date(properties)
        footprint = value["geometry"] ?? .null
        assets = members.sorted { $0.key < $1.key }.compactMap {
            CatalogAsset(key: $0.key, value: $0.value, base: base)
        }
        json = Self.whole(value, assets: assets)
    }

    private static func date(_ properties: [String: CatalogValue]) -> String? {
        ["datetime", "start_datetime"].lazy.compactMap { properties[$0]?.text.flatMap(CaptureDate.day(in:)) }
            .first
    }

    /// What is kept of an item lies elsewhere than the catalogue: its links would lead nowhere.
    private static func whole(_ value: CatalogValue, assets: [CatalogAsset]) -> CatalogValue {
        var whole = value
        let named = value["assets"]?.members ?? [:]
        whole["assets"] = .object(
            Dictionary(
                uniqueKeysWithValues: assets.map { asset in
                    var member = named[asset.key] ?? .null
                    member["href"] = .text(asset.href)
                    return (asset.key, member)
                }))
        let links = value["links"]?.elements?.filter { link in
            link["href"]?.text.map(CatalogLink.isAddress) ?? false
        }
        whole["links"] = .array(links ?? [])
        return whole
    }

    /// Its rasters.
    package var scenes: [CatalogAsset] { assets.filter(\.isScene) }

    /// The raster that shows it best: `image` and `visual` before others; `nil` where several stand beside each other.
    package var mainScene: CatalogAsset? {
        let scenes = scenes
        for key in ["image", "visual"] {
            if let main = scenes.first(where: { $0.key == key }) { return main }
        }
        let data = scenes.filter { $0.roles.contains("data") }
        return scenes.count == 1 ? scenes[0] : data.count == 1 ? data[0] : nil
    }

    /// In metres; `nil` where nothing says it.
    package var groundSampleDistance: Double? {
        properties["gsd"]?.real ?? mainScene?.groundSampleDistance
    }

    /// In per cent; `nil` where nothing says it.
    package var cloudCover: Double? { properties["eo:cloud_cover"]?.real }
}
