internal import Foundation
internal import Imagery

/// A file to fetch.
struct FetchTask: Sendable {
    let item: String
    let asset: CatalogAsset
    /// What GDAL opens.
    let address: String
    /// Under which it lies in the folder.
    let name: String
    let origin: ImageryOrigin
    /// Tells what lies at the address from what may lie there later; `nil` until it is asked for.
    var version: String?

    /// For people.
    var source: String { "\(item), \(asset.key)" }

    /// Tells it from other files that go by the same name in other runs, whatever the signature of its address.
    var mark: String {
        let identity = [origin.collection, item, asset.key, origin.address].joined(separator: "\n")
        return String(FileChecksum.sha256(of: identity).prefix(8))
    }
}

/// Which files of which items are fetched, under which names.
struct FetchList {
    let plan: ImageryFetchPlan
    let file: ItemsFile

    var tasks: [FetchTask] {
        get throws {
            var tasks: [FetchTask] = []
            // The record beside the scenes has its name.
            var names: Set<String> = [ImagerySources.fileName]
            for item in try items {
                for asset in try assets(of: item) {
                    let name = name(of: asset, in: item, taken: names)
                    names.insert(name.lowercased())
                    tasks.append(
                        FetchTask(
                            item: item.id, asset: asset,
                            address: asset.address(signedFor: file.signs ? item.collection : nil), name: name,
                            origin: origin(of: asset, in: item)))
                }
            }
            return tasks
        }
    }

    private var items: [CatalogItem] {
        get throws {
            guard !plan.identifiers.isEmpty else { return plan.takesAll ? file.items : file.chosen }
            try checkOnce(plan.identifiers, what: "item")
            let known = Dictionary(grouping: file.items, by: \.id)
            return try plan.identifiers.flatMap { id in
                guard let found = known[id] else { throw CommandError("\(plan.items) has no item '\(id)'.") }
                return found
            }
        }
    }

    private func assets(of item: CatalogItem) throws -> [CatalogAsset] {
        guard plan.assets.isEmpty else {
            try checkOnce(plan.assets, what: "asset")
            return try plan.assets.map { key in
                guard let asset = item.assets.first(where: { $0.key == key }) else {
                    throw CommandError(
                        "item \(item.id) has no asset '\(key)': it has \(item.assets.map(\.key).joined(separator: ", "))."
                    )
                }
                return asset
            }
        }
        return [try item.imagery(in: plan.items)]
    }

    /// Else it would be fetched twice, under two names.
    private func checkOnce(_ names: [String], what: String) throws {
        var seen: Set<String> = []
        if let name = names.first(where: { !seen.insert($0).inserted }) {
            throw CommandError("the \(what) '\(name)' is named twice. Name it once.")
        }
    }

    /// Letters that every file system takes, no two alike.
    private func name(of asset: CatalogAsset, in item: CatalogItem, taken: Set<String>) -> String {
        let last = (CatalogAsset.shown(asset.href) as NSString).lastPathComponent
        var name = Self.plain(last.isEmpty ? asset.key : last)
        if plan.takesWindows { name = (name as NSString).deletingPathExtension + ".tif" }
        if taken.contains(name.lowercased()) { name = Self.plain(item.id) + "_" + name }
        var number = 2
        let first = name
        while taken.contains(name.lowercased()) {
            name = "\(number)_\(first)"
            number += 1
        }
        return name
    }

    private static func plain(_ name: String) -> String {
        let letters = name.map {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_"
        }
        let text = String(letters.suffix(120))
        return text.hasPrefix(".") ? "_" + text : text
    }

    private func origin(of asset: CatalogAsset, in item: CatalogItem) -> ImageryOrigin {
        let collection = file.collections[item.collection]
        func own(_ name: String) -> CatalogValue? { item.properties[name] ?? collection?[name] }
        let links = (item.json["links"]?.elements ?? []) + (collection?["links"]?.elements ?? [])
        return ImageryOrigin(
            item: item.id, collection: item.collection, asset: asset.key, catalogue: file.catalogue,
            address: CatalogAsset.shown(asset.href), licence: own("license")?.text,
            licenceAddress: links.first { $0["rel"]?.text == "license" }?["href"]?.text,
            providers: own("providers")?.elements?.compactMap { $0["name"]?.text } ?? [], date: item.date)
    }
}

extension CatalogItem {
    /// The raster to work with.
    /// - Throws: ``CommandError`` where there is none, or several stand beside each other.
    func imagery(in file: String) throws -> CatalogAsset {
        if let mainScene { return mainScene }
        let names = (scenes.isEmpty ? assets : scenes).map(\.key).joined(separator: ", ")
        throw CommandError(
            scenes.isEmpty
                ? "item \(id) of \(file) has no raster: its assets are \(names.isEmpty ? "none" : names)."
                : "item \(id) of \(file) has several rasters (\(names)). Name those to fetch with --asset.")
    }
}
