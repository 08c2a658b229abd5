internal import ArgumentParser
internal import Foundation
internal import Networks
internal import Reporting

struct WeightsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Which networks there are, and whose weights lie here.",
        discussion: """
            Example:
              aerial weights list
            """)

    @OptionGroup var common: CommonOptions

    func run() throws {
        let rows = Backbone.allCases.map(Row.init)
        if common.json {
            return try Output.writeJSON([
                "folder": [WeightsStore().weightsDirectory], "networks": rows.map(\.backbone),
                "here": rows.filter { $0.path != nil }.map(\.backbone),
            ])
        }
        let table = TextTable(
            columns: [.text("Network"), .number("Features"), .text("Licence"), .text("Weights")],
            rows: rows.map { [$0.backbone, "\($0.features)", $0.license, $0.state] })
        try Output.write(table.rendered())
        try Output.write("\nThe weights lie in \(WeightsStore().weightsDirectory)")
    }

    private struct Row {
        let backbone: String
        let features: Int
        let state: String
        let license: String
        let path: String?

        init(_ backbone: Backbone) {
            let pinned = WeightsCatalog.pinned(named: backbone.name)
            self.backbone = backbone.name
            features = backbone.featureCount
            license = pinned?.license ?? "-"
            path = WeightsStore().weightsPath(for: backbone)
            state =
                path.map { ($0 as NSString).lastPathComponent }
                ?? (pinned == nil
                    ? "aerial weights import FILE --backbone \(backbone.name)"
                    : "aerial weights pull \(backbone.name)")
        }
    }
}
