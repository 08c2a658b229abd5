public import struct Foundation.Data

/// The parameters of one network under the names of its ``LayerGraph``.
public struct NetworkWeights: Sendable, Equatable {
    /// By PyTorch's name, `layer1.0.conv1.weight` say.
    public let tensors: [String: Tensor]

    /// - Parameter tensors: by PyTorch's name.
    public init(tensors: [String: Tensor]) {
        self.tensors = tensors
    }

    /// The name of a parameter that no training gives: what is no number or infinite, or a negative variance; `nil` where there is none.
    public var impossibleName: String? {
        tensors.keys.sorted().first { name in
            guard let values = tensors[name]?.values else { return false }
            return !values.allSatisfy(\.isFinite)
                || (name.hasSuffix("running_var") && values.contains { $0 < 0 })
        }
    }

    /// The parameter of this name; `nil` where there is none.
    public subscript(name: String) -> Tensor? { tensors[name] }

    /// What data-parallel training, compilation and training frameworks put before every name, in any order.
    private static let wrappers = [
        "module.", "_orig_mod.", "_fsdp_wrapped_module.", "model.", "net.", "network.", "backbone.",
    ]
    private static let mostWrappers = 4

    /// The chains of wrappers that names of the file begin with, and none.
    private static func prefixes(of names: [String]) -> [String] {
        var found = [""]
        var last = found
        for _ in 0..<mostWrappers {
            last = last.flatMap { outer in wrappers.map { outer + $0 } }
                .filter { prefix in names.contains { $0.hasPrefix(prefix) } }
            found += last
        }
        return found
    }

    /// Takes what fits `graph` out of a file, under whichever of the graph's namings fits best, with or without
    /// wrappers' `module.` or `_orig_mod.module.` before every name. What does not fit is in the report.
    public static func load(
        _ file: WeightsFile, for graph: LayerGraph
    ) -> (weights: NetworkWeights, report: WeightsReport) {
        let namings = [LayerNaming(prefixes: [:])] + graph.otherNamings
        let candidates = prefixes(of: file.names).flatMap { prefix in
            namings.map { match(file, graph: graph, naming: $0, prefix: prefix) }
        }
        // The first of the best.
        return candidates.reduce(candidates[0]) { $1.report.problemCount < $0.report.problemCount ? $1 : $0 }
    }

    /// Reads a file for a network of which at least `part` must be there.
    /// - Throws: ``WeightsError``.
    public static func read(
        from path: String, for backbone: Backbone, graph: LayerGraph, needing part: NetworkPart
    ) throws -> NetworkWeights {
        let (weights, report) = load(try WeightsFile.read(from: path), for: graph)
        try report.check(has: part, path: path, network: backbone.name)
        return weights
    }

    /// The same weights with another head.
    /// - Parameters:
    ///   - weight: a row of features for each class.
    ///   - bias: one number per class.
    public func replacingHead(of graph: LayerGraph, weight: Tensor, bias: Tensor) -> NetworkWeights {
        let headNames = Set(graph.parameters(ofNode: graph.headNode).map(\.name))
        var tensors = tensors.filter { !headNames.contains($0.key) }
        tensors["\(graph.headPrefix).weight"] = weight
        tensors["\(graph.headPrefix).bias"] = bias
        return NetworkWeights(tensors: tensors)
    }

    /// The weights with a head whose logits are divided by a number above 0: its layer is linear, and what follows it keeps
    /// factors.
    public func dividingHead(of graph: LayerGraph, by temperature: Double) -> NetworkWeights {
        precondition(temperature > 0 && temperature.isFinite, "a temperature is above 0")
        var tensors = tensors
        for name in graph.parameters(ofNode: graph.headNode).map(\.name) {
            tensors[name] = tensors[name].map { tensor in
                Tensor(shape: tensor.shape, values: tensor.values.map { Float(Double($0) / temperature) })
            }
        }
        return NetworkWeights(tensors: tensors)
    }

    /// The weights up to the features.
    public func removingHead(of graph: LayerGraph) -> NetworkWeights {
        let names = Set(graph.parameters.filter(\.isHead).map(\.name))
        return NetworkWeights(tensors: tensors.filter { !names.contains($0.key) })
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
            guard let tensor = file[name].map(naming.reordered) else {
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
            missing: missing, mismatched: mismatched, unexpected: file.names.filter { !used.contains($0) },
            remark: naming.remark)
        naming.pixels?.convertFirstConvolution(of: graph, in: &tensors)
        return (NetworkWeights(tensors: tensors), report)
    }
}

extension PixelConversion {
    /// Changes the layer that sees the image, where its weights are there.
    fileprivate func convertFirstConvolution(of graph: LayerGraph, in tensors: inout [String: Tensor]) {
        guard let first = graph.nodes.first(where: { $0.inputs == [0] }),
            let weight = tensors["\(first.name).weight"], let bias = tensors["\(first.name).bias"]
        else { return }
        let layer = converted(weight: weight, bias: bias)
        tensors["\(first.name).weight"] = layer.weight
        tensors["\(first.name).bias"] = layer.bias
    }
}
