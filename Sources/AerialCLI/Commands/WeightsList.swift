internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Networks
internal import Reporting

struct WeightsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Which networks there are, and which weights are on this machine.",
        discussion: """
            Example:
              aerial weights list
            """)

    @OptionGroup var common: CommonOptions

    func run() throws {
        let store = WeightsStore()
        let imported = store.importedNames.compactMap { store.backbone(named: $0) }
        let rows = (Backbone.allCases + imported).map(Row.init)
        if common.json {
            return try Output.writeJSON([
                "folder": [WeightsStore().weightsDirectory], "networks": rows.map(\.backbone),
                "here": rows.filter { $0.path != nil }.map(\.backbone),
                "withoutDenseLayers": rows.filter(\.lacksDenseLayers).map(\.backbone),
            ])
        }
        let table = TextTable(
            columns: [.text("Network"), .number("Features"), .text("Licence"), .text("Weights")],
            rows: rows.map { [$0.backbone, "\($0.features)", $0.license, $0.state] })
        try Output.write(table.rendered())
        try Output.write("\nThe weights are in \(WeightsStore().weightsDirectory)")
    }

    private struct Row {
        let backbone: String
        let features: Int
        let state: String
        let license: String
        let path: String?
        /// The pinned file, which is here and is used, holds convolutions alone.
        let lacksDenseLayers: Bool

        init(_ backbone: Backbone) {
            let pinned = WeightsCatalog.pinned(named: backbone.name)
            self.backbone = backbone.name
            features = backbone.featureCount
            license = pinned?.license ?? "-"
            let store = WeightsStore()
            let path = store.weightsPath(for: backbone)
            self.path = path
            let lacksDenseLayers =
                pinned.map { $0.part == .convolutions && store.path(of: $0) == path } ?? false
            self.lacksDenseLayers = lacksDenseLayers
            state =
                path.map {
                    ($0 as NSString).lastPathComponent + (lacksDenseLayers ? ", without dense layers" : "")
                }
                ?? (pinned == nil
                    ? "aerial weights import FILE --backbone \(backbone.name)"
                    : "aerial weights pull \(backbone.name)")
        }
    }
}
