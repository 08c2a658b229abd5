import Testing

@testable import Networks

/// A file that holds each of the graph's parameters as zeros, under `name(of:)`.
private func file(for graph: LayerGraph, name: (ParameterSpec) -> String?) -> WeightsFile {
    let tensors = graph.parameters.compactMap { spec in
        name(spec).map {
            (
                name: $0,
                tensor: Tensor(shape: spec.shape, values: Array(repeating: 0, count: spec.shape.reduce(1, *)))
            )
        }
    }
    return WeightsFile(path: "w.pth", tensors: tensors)
}

struct NetworkWeightsTests {
    @Test(arguments: ["", "module.", "_orig_mod."]) func namesMayHaveAWrapper(prefix: String) throws {
        let graph = try Backbone.efficientNetLite0.graph()
        let (weights, report) = NetworkWeights.load(file(for: graph) { prefix + $0.name }, for: graph)
        #expect(report.isComplete && report.unexpected.isEmpty)
        #expect(Set(weights.tensors.keys) == Set(graph.parameters.map(\.name)))
    }

    @Test func flatMobileNetNamesFillTheBackbone() throws {
        let graph = try Backbone.mobileNetV2.graph()
        let naming = graph.otherNamings[0]
        #expect(naming.name(of: "features.1.conv.0.0.weight") == "features.1.conv.0.weight")
        #expect(naming.name(of: "features.1.conv.1.weight") == "features.1.conv.3.weight")
        #expect(naming.name(of: "features.2.conv.1.1.running_var") == "features.2.conv.4.running_var")
        #expect(naming.name(of: "features.2.conv.3.bias") == "features.2.conv.7.bias")
        #expect(naming.name(of: "features.18.0.weight") == "features.18.0.weight")
        let flat = file(for: graph) { $0.isHead ? nil : naming.name(of: $0.name) }
        let (_, report) = NetworkWeights.load(flat, for: graph)
        #expect(report.isBackboneComplete && report.lacksHead && !report.isComplete)
        #expect(report.unexpected.isEmpty && report.mismatched.isEmpty)
    }

    @Test func whatDoesNotFitIsNamed() throws {
        let graph = try Backbone.resNet18.graph(classCount: 6)
        let other = try Backbone.resNet18.graph(classCount: 1000)
        let given = file(for: other) { $0.name == "bn1.weight" ? "bn1.scale" : $0.name }
        let (_, report) = NetworkWeights.load(given, for: graph)
        #expect(report.missing.map(\.name) == ["bn1.weight"])
        #expect(report.unexpected == ["bn1.scale"])
        #expect(report.mismatched.map(\.parameter.name) == ["fc.weight", "fc.bias"])
        #expect(
            report.mismatched[0].found == [1000, 512] && report.mismatched[0].parameter.shape == [6, 512])
        #expect(!report.isBackboneComplete)
        #expect(report.summary.contains("bn1.weight") && report.summary.contains("[1000, 512] found"))
    }

    @Test func aNewHeadReplacesTheOldOne() throws {
        let old = try Backbone.resNet18.graph()
        let new = try Backbone.resNet18.graph(classCount: 2)
        let (weights, _) = NetworkWeights.load(file(for: old, name: \.name), for: old)
        let head = Tensor(shape: [2, 512], values: Array(repeating: 1, count: 1024))
        let replaced = weights.replacingHead(of: new, weight: head, bias: Tensor(shape: [2], values: [3, 4]))
        #expect(replaced["fc.weight"] == head)
        #expect(replaced.tensors.count == weights.tensors.count)
    }
}
