import AerialCore
import Foundation
import Testing

@testable import Networks

struct ForestFileTests {
    private static func forest(
        classCount: Int = 3, featureCount: Int = 4, aggregation: DecisionForest.Aggregation = .meanShares
    ) throws -> DecisionForest {
        try DecisionForest(
            trees: [
                DecisionTree(nodes: [
                    .split(feature: featureCount - 1, threshold: .pi, left: 1, right: 2),
                    .leaf((0..<classCount).map { $0 == 0 ? 1 : 0 }),
                    .leaf((0..<classCount).map { $0 == 1 ? 1.0 / 3 : 0 }),
                ]),
                DecisionTree(nodes: [.leaf([0.1])], classIndex: 2),
            ], classCount: classCount, featureCount: featureCount, aggregation: aggregation)
    }

    @Test(arguments: DecisionForest.Aggregation.allCases)
    func aForestComesBackAsWritten(aggregation: DecisionForest.Aggregation) throws {
        let forest = try Self.forest(aggregation: aggregation)
        #expect(try ForestFile.decode(Array(ForestFile.encode(forest))) == forest)
    }

    @Test func aTemperatureComesBackAndOlderProgramsRefuseIt() throws {
        let forest = try Self.forest().dividingLogits(by: 1.7)
        let bytes = Array(try ForestFile.encode(forest))
        #expect(try ForestFile.decode(bytes) == forest)
        #expect(String(decoding: bytes, as: UTF8.self).contains("\"version\":\"2\""))
        for text in ["0", "-1", "nan", "1e9", "warm"] {
            let wrong = String(decoding: bytes, as: UTF8.self).replacingOccurrences(
                of: "\"temperature\":\"1.7\"", with: "\"temperature\":\"\(text)\"")
            #expect(throws: (any Error).self) { try ForestFile.decode(Array(wrong.utf8)) }
        }
    }

    @Test func theSameForestGivesTheSameBytes() throws {
        #expect(try ForestFile.encode(Self.forest()) == ForestFile.encode(Self.forest()))
    }

    @Test func aFileThatIsCutAnywhereIsRefused() throws {
        let bytes = Array(try ForestFile.encode(Self.forest()))
        for count in 0..<bytes.count {
            #expect(throws: (any Error).self) { try ForestFile.decode(Array(bytes[..<count])) }
        }
    }

    /// Whatever a damaged byte makes of it, a forest that is read can be walked.
    @Test func aDamagedFileIsRefusedOrStillWalkable() throws {
        let bytes = Array(try ForestFile.encode(Self.forest()))
        for position in bytes.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var damaged = bytes
                damaged[position] = value
                guard let forest = try? ForestFile.decode(damaged), forest.featureCount < 1000 else {
                    continue
                }
                for feature in [-1e30, 0, 1e30] as [Float] {
                    let logits = forest.logits(of: Array(repeating: feature, count: forest.featureCount))
                    let areNumbers = logits.allSatisfy { $0.isFinite }
                    #expect(areNumbers)
                }
            }
        }
    }

    @Test(arguments: [
        ("I32", "I64"), ("\"version\":\"1\"", "\"version\":\"2\""), ("aerial-forest", "other--forest"),
        ("mean-shares", "mean-sharez"), ("node.left", "node.lift"),
        ("\"classes\":\"3\"", "\"classes\":\"x\""),
        ("\"features\":\"4\"", "\"features\":\"3\""), ("\"classes\":\"3\"", "\"classes\":\"2\""),
    ]) func anotherHeaderIsRefused(original: String, other: String) throws {
        var bytes = Array(try ForestFile.encode(Self.forest()))
        let (old, new) = (Array(original.utf8), Array(other.utf8))
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: old) })
        bytes.replaceSubrange(place..<place + old.count, with: new)
        #expect(throws: (any Error).self) { try ForestFile.decode(bytes) }
    }

    @Test func aModelKeepsItsForestAndNeedsNoHead() throws {
        let scratch = NSTemporaryDirectory() + "aerial-forest-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let forest = try Self.forest(classCount: 6, featureCount: 1280)
        let bundle = try Self.bundle(forest)
        #expect(bundle.weights["classifier.1.weight"] == nil)
        try bundle.write(to: scratch)
        let read = try ModelBundle.read(from: scratch)
        #expect(read.description.classifier == .randomForest)
        #expect(read.forest == forest)
        let plan = try read.plan(outputs: [.logits, .features])
        #expect(plan.count(of: .logits) == 6 && plan.count(of: .features) == 1280)
        #expect(plan.forest == forest)

        try FileManager.default.removeItem(atPath: scratch + "/forest.safetensors")
        #expect(throws: ModelError.self) { try ModelBundle.read(from: scratch) }
    }

    @Test(arguments: [(5, 1280), (6, 1279)])
    func aForestOfAnotherModelIsRefused(classCount: Int, featureCount: Int) throws {
        let scratch = NSTemporaryDirectory() + "aerial-forest-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        try Self.bundle(Self.forest(classCount: classCount, featureCount: featureCount)).write(to: scratch)
        #expect(throws: ModelError.self) { try ModelBundle.read(from: scratch) }
    }

    private static func bundle(_ forest: DecisionForest) throws -> ModelBundle {
        let description = ModelDescription(
            backbone: "mobilenet-v2", classifier: .randomForest, legend: .nlcd6,
            tile: try TileSpec(sideMeters: 224, sidePixels: 64),
            normalization: .imageNet, groundSampleDistance: nil,
            trainingData: TrainingDataSummary(
                trainingCounts: [:], heldOutCounts: [:], heldOutTiles: [], split: "random"), metrics: [:],
            provenance: Provenance(
                command: "transfer", options: [:], seed: 1, created: Date(timeIntervalSince1970: 0),
                versions: [:], sources: []))
        let graph = try Backbone.mobileNetV2.graph(inputSize: 64, classCount: 6)
        let tensors = graph.parameters.map { spec in
            (
                spec.name,
                Tensor(shape: spec.shape, values: Array(repeating: 1, count: spec.shape.reduce(1, *)))
            )
        }
        return ModelBundle(
            description: description, graph: graph,
            weights: NetworkWeights(tensors: Dictionary(uniqueKeysWithValues: tensors)).removingHead(
                of: graph),
            forest: forest, card: "# Card\n")
    }
}
