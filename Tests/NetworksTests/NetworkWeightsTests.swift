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
    @Test(
        arguments: [
            "", "module.", "_orig_mod.", "_orig_mod.module.", "module._orig_mod.", "model._orig_mod.module.",
            "net.", "net.backbone.",
        ])
    func namesMayHaveAWrapper(prefix: String) throws {
        let graph = try Backbone.efficientNetLite0.graph()
        let (weights, report) = NetworkWeights.load(file(for: graph) { prefix + $0.name }, for: graph)
        #expect(report.isComplete && report.unexpected.isEmpty)
        #expect(Set(weights.tensors.keys) == Set(graph.parameters.map(\.name)))
    }

    @Test(arguments: [
        ("resnet18.a1_in1k", "resnet18"), ("tv_resnet34", "resnet34"),
        ("efficientnet_lite0", "efficientnet-lite0"),
        ("tf_efficientnet_lite2", "efficientnet-lite2"), ("mobilenetv2_100", "mobilenet-v2"),
        ("mobilenet_v2", "mobilenet-v2"),
        ("squeezenet1_1", "squeezenet1-1"), ("vgg16", "vgg16"),
    ])
    func backbonesHaveTheirNamesOfOtherPrograms(name: String, own: String) {
        #expect(Backbone(knownElsewhereAs: name)?.name == own)
    }

    @Test(arguments: [
        ("norm.running_var", Float(-1), true), ("norm.running_mean", -1, false), ("norm.weight", .nan, true),
        ("norm.bias", .infinity, true),
    ])
    func whatNoTrainingGivesIsNamed(name: String, value: Float, isImpossible: Bool) {
        let good = Tensor(shape: [2], values: [0, 1])
        let weights = NetworkWeights(tensors: ["a": good, name: Tensor(shape: [2], values: [1, value])])
        #expect(weights.impossibleName == (isImpossible ? name : nil))
    }

    @Test func namesOfOtherNetworksAreNoBackbones() {
        #expect(Backbone(knownElsewhereAs: "resnet101") == nil)
        #expect(Backbone(knownElsewhereAs: "") == nil)
    }

    @Test func flatMobileNetNamesFillTheBackbone() throws {
        let graph = try Backbone.mobileNetV2.graph()
        let naming = graph.otherNamings[0]
        #expect(graph.otherNamings.count == 2)
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

    @Test(arguments: [
        (
            Backbone.mobileNetV2,
            [
                "features.0.0.weight": "conv_stem.weight", "features.0.1.bias": "bn1.bias",
                "features.1.conv.0.0.weight": "blocks.0.0.conv_dw.weight",
                "features.1.conv.1.weight": "blocks.0.0.conv_pw.weight",
                "features.1.conv.2.running_var": "blocks.0.0.bn2.running_var",
                "features.3.conv.0.0.weight": "blocks.1.1.conv_pw.weight",
                "features.3.conv.1.1.running_mean": "blocks.1.1.bn2.running_mean",
                "features.3.conv.2.weight": "blocks.1.1.conv_pwl.weight",
                "features.17.conv.3.bias": "blocks.6.0.bn3.bias",
                "features.18.0.weight": "conv_head.weight", "features.18.1.weight": "bn2.weight",
                "classifier.1.bias": "classifier.bias",
            ]
        ),
        (
            .efficientNetLite0,
            [
                "_conv_stem.weight": "conv_stem.weight", "_bn0.bias": "bn1.bias",
                "_blocks.0._depthwise_conv.weight": "blocks.0.0.conv_dw.weight",
                "_blocks.0._bn2.bias": "blocks.0.0.bn2.bias",
                "_blocks.1._expand_conv.weight": "blocks.1.0.conv_pw.weight",
                "_blocks.15._bn2.running_var": "blocks.6.0.bn3.running_var",
                "_conv_head.weight": "conv_head.weight", "_bn1.weight": "bn2.weight",
                "_fc.weight": "classifier.weight",
            ]
        ),
    ])
    func timmsNamesFillTheBackbone(backbone: Backbone, names: [String: String]) throws {
        let graph = try backbone.graph()
        let timm = try #require(graph.otherNamings.last)
        for (own, other) in names { #expect(timm.name(of: own) == other) }
        let all = graph.parameters.map { timm.name(of: $0.name) }
        #expect(Set(all).count == all.count)
        let (weights, report) = NetworkWeights.load(
            file(for: graph) { "model." + timm.name(of: $0.name) }, for: graph)
        #expect(report.isComplete && report.unexpected.isEmpty)
        #expect(Set(weights.tensors.keys) == Set(graph.parameters.map(\.name)))
        // Two of timm's networks have these names and shapes, and pad differently.
        #expect((report.remark != nil) == (backbone == .efficientNetLite0))
    }

    @Test func ownNamesBringNoRemark() throws {
        let graph = try Backbone.efficientNetLite0.graph()
        let (_, report) = NetworkWeights.load(file(for: graph, name: \.name), for: graph)
        #expect(report.isComplete && report.remark == nil)
    }

    /// Numbers that say where they stand, rows, columns, inputs, outputs.
    @Test(arguments: [(Backbone.alexNet, 10, 6), (.vgg16, 26, 6)])
    func convolutionsOfFlaxComeWithoutDenseLayers(backbone: Backbone, count: Int, lacking: Int) throws {
        let graph = try backbone.graph(inputSize: 64)
        let flax = try #require(graph.otherNamings.first)
        let tensors = graph.parameters.filter { !$0.isDense }.map { spec in
            let shape = spec.shape.count == 4 ? [2, 3, 1, 0].map { spec.shape[$0] } : spec.shape
            let values = (0..<shape.reduce(1, *)).map(Float.init)
            return (name: flax.name(of: spec.name), tensor: Tensor(shape: shape, values: values))
        }
        #expect(tensors[0].name.hasSuffix("_0.Conv_0.kernel") && tensors[1].name.hasSuffix("_0.Conv_0.bias"))
        let (weights, report) = NetworkWeights.load(WeightsFile(path: "w", tensors: tensors), for: graph)
        #expect(weights.tensors.count == count && report.missing.count == lacking)
        #expect(report.areConvolutionsComplete && report.lacksDenseLayers && !report.isBackboneComplete)
        let kernel = try #require(weights["features.0.weight"])
        let (outputs, size) = (kernel.shape[0], kernel.shape[2])
        for (output, input, row, column) in [(0, 0, 0, 0), (1, 2, 0, 2), (outputs - 1, 1, size - 1, 0)] {
            #expect(
                kernel.values[((output * 3 + input) * size + row) * size + column]
                    == Float(((row * size + column) * 3 + input) * outputs + output))
        }
    }

    @Test func denseLayersAreAskedForWhereTheyAreNeeded() throws {
        let graph = try Backbone.alexNet.graph(inputSize: 64)
        let (_, lacking) = NetworkWeights.load(file(for: graph) { $0.isDense ? nil : $0.name }, for: graph)
        try lacking.check(has: .convolutions, path: "w", network: "alexnet")
        for part in [NetworkPart.features, .all] {
            #expect(throws: WeightsError.lacksDenseLayers(path: "w", network: "alexnet")) {
                try lacking.check(has: part, path: "w", network: "alexnet")
            }
        }
        let (_, other) = NetworkWeights.load(
            file(for: graph) { $0.isDense || $0.name == "features.3.bias" ? nil : $0.name }, for: graph)
        #expect(throws: WeightsError.doesNotMatch(path: "w", network: "alexnet", report: other)) {
            try other.check(has: .convolutions, path: "w", network: "alexnet")
        }
        let (_, headless) = NetworkWeights.load(file(for: graph) { $0.isHead ? nil : $0.name }, for: graph)
        try headless.check(has: .features, path: "w", network: "alexnet")
        #expect(!headless.lacksDenseLayers && headless.lacksHead)
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
