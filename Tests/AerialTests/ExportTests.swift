import Aerial
import AerialCore
import Foundation
import Inference
import Networks
import Scoring
import Testing

/// A model with random weights, exported with its description.
struct ExportTests {
    private let folder = Scratch()

    /// - Parameter images: what the model is to tell apart.
    private func model(
        _ backbone: Backbone, forest: DecisionForest.Aggregation? = nil, images: [TileImage] = [],
        to path: String, scale: GroundSampleDistance? = GroundSampleDistance(metersPerPixel: 1)
    ) throws -> String {
        let legend = try Legend(
            name: "own",
            classes: ["Built up", "Forest", "Water"].enumerated().map { index, name in
                LandUseClass(
                    name: name, codes: [index + 1],
                    color: LegendColor(red: UInt8(60 * index), green: 128, blue: 7))
            })
        let tile = try TileSpec(
            sideMeters: Double(backbone.nativeInputSize), sidePixels: backbone.nativeInputSize)
        let graph = try backbone.graph(inputSize: tile.sidePixels).withLinearHead(classCount: 3)
        let start = spreadWeights(of: graph)
        let features = try features(of: images, graph: graph, weights: start, backbone.normalization)
        let description = ModelDescription(
            backbone: backbone.name,
            classifier: forest.map { $0 == .meanShares ? .randomForest : .gradientBoosting }, legend: legend,
            tile: tile, normalization: backbone.normalization, groundSampleDistance: scale,
            trainingData: TrainingDataSummary(
                trainingCounts: [:], heldOutCounts: [:], heldOutTiles: [], split: "none"),
            metrics: [:],
            provenance: Provenance(
                command: "transfer", options: [:], seed: 7, created: Date(timeIntervalSince1970: 1.5e9),
                versions: [:], sources: []))
        let weights =
            forest == nil ? head(telling: features, graph, start) : start.removingHead(of: graph)
        try ModelBundle(
            description: description, graph: graph, weights: weights,
            forest: try forest.map { try randomForest(telling: features, $0) }, card: ""
        ).write(to: path)
        return path
    }

    private func features(
        of images: [TileImage], graph: LayerGraph, weights: NetworkWeights,
        _ normalization: PixelNormalization
    ) throws -> [[Float]] {
        guard !images.isEmpty else { return [] }
        let plan = try InferencePlan(
            graph: graph, weights: weights, normalization: normalization, outputs: [.features])
        return try CompiledNetwork(plan: plan, options: InferenceOptions(threads: 2, batchSize: images.count))
            .makeRequest().run(images)
    }

    /// Each class's numbers are centred on the images and have a spread of a half among them.
    private func head(
        telling features: [[Float]], _ graph: LayerGraph, _ weights: NetworkWeights
    ) -> NetworkWeights {
        guard let width = features.first?.count else { return weights }
        var generator = SeededGenerator(seed: 9)
        var (matrix, bias): ([Float], [Float]) = ([], [])
        for _ in 0..<3 {
            let row = (0..<width).map { _ in Double.random(in: -1...1, using: &generator) }
            let values = features.map { zip($0, row).reduce(0) { $0 + Double($1.0) * $1.1 } }
            let mean = values.reduce(0, +) / Double(values.count)
            let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
                .squareRoot()
            matrix += row.map { Float($0 * 0.5 / spread) }
            bias.append(Float(-mean * 0.5 / spread))
        }
        var tensors = weights.tensors
        tensors["\(graph.headPrefix).weight"] = Tensor(shape: [3, width], values: matrix)
        tensors["\(graph.headPrefix).bias"] = Tensor(shape: [3], values: bias)
        return NetworkWeights(tensors: tensors)
    }

    /// As PyTorch begins: numbers keep their size from layer to layer.
    private func spreadWeights(of graph: LayerGraph) -> NetworkWeights {
        var generator = SeededGenerator(seed: 5)
        var tensors: [String: Tensor] = [:]
        for spec in graph.parameters {
            let count = spec.shape.reduce(1, *)
            let reach = (3 / Float(max(1, spec.shape.dropFirst().reduce(1, *)))).squareRoot()
            let values: [Float] =
                switch spec.role {
                case .weight: (0..<count).map { _ in Float.random(in: -reach...reach, using: &generator) }
                case .runningVariance, .scale: Array(repeating: 1, count: count)
                default: (0..<count).map { _ in Float.random(in: -0.1...0.1, using: &generator) }
                }
            tensors[spec.name] = Tensor(shape: spec.shape, values: values)
        }
        return NetworkWeights(tensors: tensors)
    }

    /// Each question is asked half-way between the two middle images.
    private func randomForest(
        telling features: [[Float]], _ aggregation: DecisionForest.Aggregation
    ) throws -> DecisionForest {
        var generator = SeededGenerator(seed: 8)
        let isBoosted = aggregation == .summedLogits
        let width = features[0].count
        func leaf() -> DecisionTree.Node {
            .leaf((0..<(isBoosted ? 1 : 3)).map { _ in Double.random(in: 0...1, using: &generator) })
        }
        func split(_ left: Int) -> DecisionTree.Node {
            let feature = Int.random(in: 0..<width, using: &generator)
            let values = features.map { $0[feature] }.sorted()
            return .split(
                feature: feature, threshold: (values[1] + values[2]) / 2, left: left, right: left + 1)
        }
        return try DecisionForest(
            trees: (0..<30).map { tree in
                DecisionTree(
                    nodes: [split(1), split(3), leaf(), leaf(), leaf()],
                    classIndex: isBoosted ? tree % 3 : nil)
            }, classCount: 3, featureCount: width, aggregation: aggregation)
    }

    /// Patches of a few colours each: noise of single pixels averages away.
    private func pictures(side: Int) -> [TileImage] {
        var generator = SeededGenerator(seed: 3)
        return (0..<4).map { picture in
            let (count, low) = (2 << picture, 50 * picture)
            let colors = (0..<count * count * 3).map { index in
                UInt8.random(in: UInt8(index % 3 == picture % 3 ? low : 0)...255, using: &generator)
            }
            let rgb = (0..<side * side).flatMap { pixel in
                let patch = pixel / side * count / side * count + pixel % side * count / side
                return colors[patch * 3..<patch * 3 + 3]
            }
            return TileImage(width: side, height: side, rgb: rgb, emptyPixelCount: 0)
        }
    }

    @Test func aModelIsExportedWithItsDescription() throws {
        let path = try model(.squeezeNet, to: folder["model"])
        var plan = ExportPlan(model: path, out: folder["m.onnx"])
        let result = try plan.run(SilentObserver())
        #expect(result.input == [3, 224, 224])
        #expect(try folder.names(in: "") == ["m.onnx", "m.stac.json", "model"])
        // Its own earlier output is renewed, nobody else's is.
        _ = try plan.run(SilentObserver())
        try "mine".write(toFile: folder["m.stac.json"], atomically: true, encoding: .utf8)
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        plan.precision = .int8
        plan.writing = OutputPolicy(overwrites: true)
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
        plan.out = folder["m.pb"]
        #expect(throws: CommandError.self) { try plan.run(SilentObserver()) }
    }

    @Test func theDescriptionNamesClassesAndBands() throws {
        let plan = ExportPlan(model: try model(.squeezeNet, to: folder["model"]), out: folder["m.onnx"])
        _ = try plan.run(SilentObserver())
        let item = try JSONSerialization.jsonObject(
            with: try Data(contentsOf: URL(fileURLWithPath: folder["m.stac.json"])))
        let properties = try #require((item as? [String: Any])?["properties"] as? [String: Any])
        let output = try #require((properties["mlm:output"] as? [[String: Any]])?.first)
        let classes = try #require(output["classification:classes"] as? [[String: Any]])
        #expect(classes.map { $0["name"] as? String } == ["Built-up", "Forest", "Water"])
        #expect(classes.map { $0["description"] as? String } == ["Built up", "Forest", "Water"])
        #expect(classes.map { $0["color_hint"] as? String } == ["008007", "3C8007", "788007"])
        #expect(properties["gsd"] as? Double == 1)
        // Pictures of unknown scale say nothing of the ground.
        let other = ExportPlan(
            model: try model(.squeezeNet, to: folder["pictures"], scale: nil), out: folder["p.onnx"])
        _ = try other.run(SilentObserver())
        let unknown = try String(contentsOfFile: folder["p.stac.json"], encoding: .utf8)
        #expect(!unknown.contains("\"gsd\""))
        #expect(properties["datetime"] as? String == "2017-07-14T02:40:00Z")
    }

    /// The layers that no network of the program's own has, and that come with ONNX files.
    private func newerNetwork() throws -> Backbone {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 65)
        let first = Convolution(
            inputChannels: 3, outputChannels: 12, kernelSize: 3, dilation: 2, padding: .symmetric(2),
            hasBias: true)
        var node = try builder.append(.convolution(first), name: "first", 0)
        node = try builder.append(
            .layerNormalization(LayerNormalization(channels: 12)), name: "norm", node)
        node = try builder.append(.gelu, node)
        let poolings = [
            AveragePooling(kernelSize: 3, stride: 2, padding: 1),
            AveragePooling(kernelSize: 3, stride: 2, padding: 1, countsPadding: true),
            AveragePooling(kernelSize: 2, stride: 2, ceilMode: true),
        ]
        let parts = try poolings.enumerated().map { place, pooling in
            let part = try builder.append(.channels(first: 4 * place, count: 4), node)
            return try builder.append(.averagePool(pooling), part)
        }
        node = try builder.append(.concatenate, parts[0], parts[1])
        let features = try builder.append(
            .globalAveragePool, try builder.append(.concatenate, node, parts[2]))
        let head = try builder.append(.dense(inputs: 12, outputs: 3), name: "head", features)
        return Backbone(
            "newer", layers: builder.graph(features: features, head: head, output: head),
            normalization: .imageNet)
    }

    /// For `make test-exports`, which runs the files in ONNX Runtime: every network, layers of others, and both kinds of forest,
    /// with pictures and the probabilities that scoring gives.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["AERIAL_EXPORTS"] != nil))
    func exportsForOtherPrograms() throws {
        let out = try #require(ProcessInfo.processInfo.environment["AERIAL_EXPORTS"])
        for backbone in Backbone.allCases + [try newerNetwork()] {
            try writeExport(of: backbone, forest: nil, to: "\(out)/\(backbone.name)")
        }
        for forest in DecisionForest.Aggregation.allCases {
            try writeExport(of: .resNet18, forest: forest, to: "\(out)/\(forest.rawValue)")
        }
    }

    private func writeExport(
        of backbone: Backbone, forest: DecisionForest.Aggregation?, to path: String
    ) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let side = backbone.nativeInputSize
        let images = pictures(side: side)
        let model = try model(backbone, forest: forest, images: images, to: folder["model"])
        _ = try ExportPlan(model: model, out: "\(path)/model.onnx").run(SilentObserver())
        let trained = try TrainedModel(path: model, precision: .float32, threads: 2)
        let request = try trained.network.makeRequest()
        let rows = try images.flatMap { try request.run([$0]) }
            .map { trained.prediction(of: .output($0), id: "", source: "").probabilities }
        let facts: [String: Any] = ["side": side, "probabilities": rows.map { $0.map(Double.init) }]
        try JSONSerialization.data(withJSONObject: facts)
            .write(to: URL(fileURLWithPath: "\(path)/expected.json"))
        try Data(images.flatMap(\.samples)).write(to: URL(fileURLWithPath: "\(path)/pixels.bin"))
    }
}
