internal import AerialCore
internal import Foundation
package import Imagery

/// What a search found, as a file: STAC's ItemCollection, with what was asked for and what is proposed beside the items.
package struct ItemsFile {
    /// The items that cover some of the area, newest first.
    package let items: [CatalogItem]
    /// Identifiers of the proposed set; `nil` in files that no search of ours wrote.
    package let proposed: [String]?
    /// The collection of each of them; `nil` in files that do not say it.
    private let proposedCollections: [String]?
    /// The catalogue's address; `nil` where nothing says it.
    package let catalogue: String?
    /// The assets want a token of Planetary Computer's.
    package let signs: Bool
    /// What was looked for, GeoJSON in degrees; `nil` where nothing says it.
    package let area: CatalogValue?
    /// What the collections say of themselves.
    package let collections: [String: CatalogValue]

    private static let key = "aerial:search"

    /// - Throws: ``CommandError``, ``CatalogError`` for a file that holds no items.
    package init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError(
                "cannot read \(path): it is not there or not readable. Make it with 'aerial imagery search --out'."
            )
        }
        guard let value = try? CatalogValue(parsing: data) else {
            throw CommandError(
                "\(path) holds no items: it is not JSON. Make it with 'aerial imagery search --out'.")
        }
        let features = value["features"]?.elements ?? [value]
        items = features.compactMap { CatalogItem($0, base: path) }
        guard !items.isEmpty else {
            throw CommandError("\(path) holds no items. Make it with 'aerial imagery search --out'.")
        }
        let search = value[Self.key]
        proposed = search?["proposed"]?.elements?.compactMap(\.text)
        proposedCollections = search?["proposedCollections"]?.elements?.compactMap(\.text)
        catalogue = search?["catalogue"]?.text
        signs = search?["signs"]?.flag ?? false
        area = search?["area"]
        collections = search?["collections"]?.members ?? [:]
    }

    /// Whether a search wrote it.
    static func isOwn(_ path: String) -> Bool {
        guard let data = FileManager.default.contents(atPath: path) else { return false }
        return (try? CatalogValue(parsing: data))?[key] != nil
    }

    static func write(
        _ proposal: SceneProposal, catalog: Catalog, findings: Catalog.Findings, area: SearchedArea,
        to path: String
    ) throws {
        let search: [String: CatalogValue] = [
            "catalogue": .text(CatalogError.shown(catalog.address)), "signs": .bool(catalog.signs),
            "area": area.geoJSON,
            "proposed": .array(proposal.proposed.map { .text(proposal.laid[$0].item.id) }),
            "proposedCollections": .array(
                proposal.proposed.map { .text(proposal.laid[$0].item.collection) }),
            "collections": .object(findings.collections),
        ]
        let file: [String: CatalogValue] = [
            "type": .text("FeatureCollection"), "features": .array(proposal.laid.map(\.item.json)),
            key: .object(search),
        ]
        try TextFile.write(
            String(decoding: CatalogValue.object(file).encoded, as: UTF8.self) + "\n", to: path)
    }

    /// The proposed items, all where none are. Identifiers are of their collection: another may have the same.
    package var chosen: [CatalogItem] {
        guard let proposed else { return items }
        guard let proposedCollections, proposedCollections.count == proposed.count else {
            let names = Set(proposed)
            return items.filter { names.contains($0.id) }
        }
        let names = Set(zip(proposedCollections, proposed).map { [$0, $1] })
        return items.filter { names.contains([$0.collection, $0.id]) }
    }
}
