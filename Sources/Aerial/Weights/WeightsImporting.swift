public import Networks

/// Keeps a file's weights as the user's own for a network.
public struct WeightsImportPlan: Journey {
    /// A weights file: `.pth`, safetensors or another that PyTorch's users have.
    public var file: String
    /// The network that they are of.
    public var backbone: Backbone

    /// Makes a plan.
    public init(file: String, backbone: Backbone) {
        self.file = file
        self.backbone = backbone
    }

    /// Reads the file, says what it lacks, and keeps what it has.
    public func run(_ observer: any JourneyObserver) throws -> ImportedWeights {
        let graph = try backbone.graph()
        let (weights, report) = NetworkWeights.load(try WeightsFile.read(from: file), for: graph)
        if !report.isComplete || !report.unexpected.isEmpty { observer.say("\(file): \(report.summary)") }
        try report.check(has: .convolutions, path: file, network: backbone.name)
        if let name = weights.impossibleName {
            throw CommandError(
                "\(file): its tensor '\(name)' holds what no training gives (no number, infinity or a negative variance). The file is "
                    + "damaged, or its training has diverged: take another one.")
        }
        if let remark = report.remark { observer.warn("\(file): \(remark)") }
        let store = WeightsStore()
        try store.importWeights(weights, for: backbone)
        let path = store.importedPath(for: backbone)
        observer.say("\(backbone.name): \(path)\(remark(on: report))")
        return ImportedWeights(
            backbone: backbone.name, path: path, sha256: try FileChecksum.sha256(ofFile: path))
    }

    private func remark(on report: WeightsReport) -> String {
        if report.lacksDenseLayers {
            return " (without dense layers: finetune starts them fresh, transfer needs a file that has them)"
        }
        return report.lacksHead ? " (without a head, which transfer does not need)" : ""
    }
}

/// Weights that are kept for a network.
public struct ImportedWeights: Codable, Sendable {
    /// The network's name.
    public let backbone: String
    /// Where they lie.
    public let path: String
    /// Of the file there.
    public let sha256: String
}
