internal import AerialCore
internal import CGDAL

/// Footprints of what a search found, `items.gpkg`, to look at in QGIS: the proposed set in another colour.
package enum FootprintFile {
    static let layerName = "items"

    static let columns = [
        FieldColumn(name: "id", kind: .text), FieldColumn(name: "collection", kind: .text),
        FieldColumn(name: "date", kind: .text), FieldColumn(name: "gsd_m", kind: .measure(decimals: 3)),
        FieldColumn(name: "cloud_percent", kind: .measure(decimals: 2)),
        FieldColumn(name: "covered", kind: .share(decimals: 4)), FieldColumn(name: "bytes", kind: .integer),
        FieldColumn(name: "set", kind: .text), FieldColumn(name: "assets", kind: .text),
        FieldColumn(name: "href", kind: .text),
    ]

    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    package static func write(_ proposal: SceneProposal, to path: String) throws {
        let legend = try Legend(
            name: "items",
            classes: [
                LandUseClass(
                    name: "proposed", codes: [], color: LegendColor(red: 49, green: 130, blue: 189)),
                LandUseClass(name: "other", codes: [], color: LegendColor(red: 189, green: 189, blue: 189)),
            ])
        let output = try StagedOutput(path: path)
        let sink = try LayerSink(
            driver: .geoPackage,
            layout: TableLayout(
                path: output.partialPath, reportedPath: path, layerName: layerName, columns: columns,
                reference: try CoordinateReference(definition: "EPSG:4326"),
                style: ClassStyle.vector(legend, column: "set")))
        let proposed = Set(proposal.proposed)
        for (position, laid) in proposal.laid.enumerated() {
            let footprint = SearchedArea.geometry(laid.item.footprint)
            try withExtendedLifetime(footprint) {
                try sink.write(
                    values(of: laid, isProposed: proposed.contains(position)), geometry: footprint?.handle)
            }
        }
        try sink.close()
        try output.publish(removing: SideFiles.ofDatabase)
    }

    private static func values(of laid: SceneProposal.Laid, isProposed: Bool) -> [FieldValue?] {
        let (item, scene) = (laid.item, laid.item.mainScene)
        return [
            .text(item.id), .text(item.collection), item.date.map { .text($0) },
            item.groundSampleDistance.map { .real($0) }, item.cloudCover.map { .real($0) },
            .real(laid.share), scene?.bytes.map { .integer($0) }, .text(isProposed ? "proposed" : "other"),
            .text(item.assets.map(\.key).joined(separator: ", ")), scene.map { .text($0.href) },
        ]
    }
}

extension EarlierOutput {
    /// Footprints of a search.
    package static func isFootprints(_ path: String) -> Bool {
        header(of: path, layer: FootprintFile.layerName) == FootprintFile.columns.map(\.name)
    }
}
