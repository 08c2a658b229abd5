internal import Networks

/// Keeps a file's weights as the user's own for a network, and says what the file lacks.
struct WeightsImporting {
    let backbone: Backbone
    let common: CommonOptions

    func importFile(_ file: String) throws {
        let graph = try backbone.graph()
        let (weights, report) = NetworkWeights.load(try WeightsFile.read(from: file), for: graph)
        if !report.isComplete || !report.unexpected.isEmpty {
            common.console.say("\(file): \(report.summary)")
        }
        try report.check(has: .convolutions, path: file, network: backbone.name)
        let store = WeightsStore()
        try store.importWeights(weights, for: backbone)
        let path = store.importedPath(for: backbone)
        common.console.say("\(backbone.name): \(path)\(remark(on: report))")
        if common.json {
            try Output.writeJSON([
                "backbone": backbone.name, "path": path, "sha256": try FileChecksum.sha256(ofFile: path),
            ])
        }
    }

    private func remark(on report: WeightsReport) -> String {
        if report.lacksDenseLayers {
            return " (without dense layers: finetune starts them fresh, transfer needs a file that has them)"
        }
        return report.lacksHead ? " (without a head, which transfer does not need)" : ""
    }
}
