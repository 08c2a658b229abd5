public import struct Foundation.Data

/// The parameters of one network under the names of its ``LayerGraph``.
public struct NetworkWeights: Sendable, Equatable {
    public let tensors: [String: Tensor]

    public init(tensors: [String: Tensor]) {
        self.tensors = tensors
    }

    public subscript(name: String) -> Tensor? { tensors[name] }

    /// What data-parallel training, compilation and training frameworks put before every name.
    private static let wrapperPrefixes = ["", "module.", "_orig_mod.", "model."]

    /// Takes what fits `graph` out of a file, under whichever of the graph's namings fits best, with or without a
    /// wrapper's `module.` before every name. What does not fit is in the report.
    public static func load(
        _ file: WeightsFile, for graph: LayerGraph
    ) -> (weights: NetworkWeights, report: WeightsReport) {
        let namings = [LayerNaming(prefixes: [:])] + graph.otherNamings
        let candidates = wrapperPrefixes.flatMap { prefix in
            namings.map { match(file, graph: graph, naming: $0, prefix: prefix) }
        }
        // The first of the best.
        return candidates.reduce(candidates[0]) { $1.report.problemCount < $0.report.problemCount ? $1 : $0 }
    }

    /// Reads a file for a network that must be filled, except perhaps for its head.
    /// - Parameter needsHead: whether a missing or differently shaped head is an error too.
    /// - Throws: ``WeightsError``.
    public static func read(
        from path: String, for backbone: Backbone, graph: LayerGraph, needsHead: Bool
    ) throws -> NetworkWeights {
        let (weights, report) = load(try WeightsFile.read(from: path), for: graph)
        guard needsHead ? report.isComplete : report.isBackboneComplete else {
            throw WeightsError.doesNotMatch(path: path, network: backbone.name, report: report)
        }
        return weights
    }

    /// The same weights with another head.
    /// - Parameters:
    ///   - weight: a row of features for each class.
    ///   - bias: one number a class.
    public func replacingHead(of graph: LayerGraph, weight: Tensor, bias: Tensor) -> NetworkWeights {
        let headNames = Set(graph.parameters(ofNode: graph.headNode).map(\.name))
        var tensors = tensors.filter { !headNames.contains($0.key) }
        tensors["\(graph.headPrefix).weight"] = weight
        tensors["\(graph.headPrefix).bias"] = bias
        return NetworkWeights(tensors: tensors)
    }

    /// The content of a safetensors file; the same weights give the same bytes.
    public func safetensors() throws -> Data {
        try Safetensors.encode(tensors)
    }

    private static func match(
        _ file: WeightsFile, graph: LayerGraph, naming: LayerNaming, prefix: String
    ) -> (weights: NetworkWeights, report: WeightsReport) {
        var tensors: [String: Tensor] = [:]
        var used: Set<String> = []
        var missing: [ParameterSpec] = []
        var mismatched: [ShapeMismatch] = []
        for parameter in graph.parameters {
            let name = prefix + naming.name(of: parameter.name)
            guard let tensor = file[name] else {
                missing.append(parameter)
                continue
            }
            used.insert(name)
            if tensor.shape == parameter.shape {
                tensors[parameter.name] = tensor
            } else {
                mismatched.append(ShapeMismatch(parameter: parameter, found: tensor.shape))
            }
        }
        let report = WeightsReport(
            missing: missing, mismatched: mismatched, unexpected: file.names.filter { !used.contains($0) })
        return (NetworkWeights(tensors: tensors), report)
    }
}
