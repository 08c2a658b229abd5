import AerialCore
import Foundation
import Testing

@testable import Networks

/// A folder that goes when the test ends.
private final class ScratchFolder {
    let path = NSTemporaryDirectory() + "aerial-networks-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

struct ModelBundleTests {
    private let scratch: ScratchFolder
    let model: String

    init() throws {
        scratch = try ScratchFolder()
        model = scratch.path + "/model"
    }

    @Test func aModelComesBackAsWritten() throws {
        let bundle = try Self.bundle()
        try bundle.write(to: model)
        let read = try ModelBundle.read(from: model)
        #expect(read.description == bundle.description)
        #expect(read.weights == bundle.weights)
        #expect(read.card == "# Card\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["model"])
    }

    /// Two pictures of a dataset may have one name in two Unicode forms.
    @Test func judgementsOfTwoFormsOfANameComeBack() throws {
        let ids = ["a/caf\u{E9}.png", "a/cafe\u{301}.png", "b"]
        let judgements = TrainingJudgements(
            dataset: "d", judgements: ids.map { .init(id: $0, isRight: true, confidence: 0.5) })
        try judgements.encoded().write(
            to: URL(fileURLWithPath: "\(scratch.path)/\(TrainingJudgements.fileName)"))
        #expect(try TrainingJudgements.read(from: scratch.path)?.judgements.map(\.id) == ids)
        let twice = TrainingJudgements(
            dataset: "d",
            judgements: ["b", "b"].map { .init(id: $0, isRight: true, confidence: 0.5) })
        try twice.encoded().write(
            to: URL(fileURLWithPath: "\(scratch.path)/\(TrainingJudgements.fileName)"))
        #expect(throws: ModelError.self) { try TrainingJudgements.read(from: scratch.path) }
    }

    @Test func aModelKeepsItsLinearHead() throws {
        let bundle = try Self.bundle(backbone: .squeezeNet, hasLinearHead: true)
        let graph = bundle.graph
        #expect(bundle.weights["classifier.1.weight"]?.shape == [6, 512])
        #expect(graph.outputNode == graph.headNode && graph.featureCount == 512)
        try bundle.write(to: model)
        let read = try ModelBundle.read(from: model)
        #expect(read.graph.nodes == graph.nodes)
        #expect(read.weights == bundle.weights)
        #expect(try read.plan(outputs: [.logits]).count(of: .logits) == 6)
    }

    @Test func theSameModelGivesTheSameBytes() throws {
        #expect(try Self.bundle().encodedDescription() == Self.bundle().encodedDescription())
    }

    @Test func anEarlierModelIsReplaced() throws {
        try Self.bundle(card: "old").write(to: model)
        try Self.bundle(card: "new").write(to: model)
        #expect(try ModelBundle.read(from: model).card == "new")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["model"])
    }

    @Test func otherFoldersAreNotReplaced() throws {
        try FileManager.default.createDirectory(atPath: model + "/photos", withIntermediateDirectories: true)
        #expect(throws: ModelError.wouldOverwrite(path: model)) { try Self.bundle().write(to: model) }
        #expect(FileManager.default.fileExists(atPath: model + "/photos"))
    }

    @Test func aFailedWriteLeavesNothing() throws {
        try Data("a file".utf8).write(to: URL(fileURLWithPath: scratch.path + "/file"))
        #expect(throws: ModelError.self) { try Self.bundle().write(to: scratch.path + "/file/model") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["file"])
    }

    @Test func aFolderWithoutDescriptionIsNoModel() {
        #expect(throws: ModelError.notAModel(path: scratch.path)) { try ModelBundle.read(from: scratch.path) }
    }

    @Test func anotherVersionIsNamed() throws {
        try edit { $0["formatVersion"] = 7 }
        #expect(throws: ModelError.otherVersion(path: model, found: 7, readable: 2)) {
            try ModelBundle.read(from: model)
        }
    }

    @Test func aMissingFieldIsNamed() throws {
        try edit { $0["legend"] = nil }
        #expect(throws: ModelError.unreadableDescription(path: model, reason: "'legend' is missing")) {
            try ModelBundle.read(from: model)
        }
    }

    @Test func impossibleDescriptionsAreRefused() throws {
        try edit { $0["normalization"] = ["mean": [0], "standardDeviation": [1]] }
        #expect(throws: ModelError.self) { try ModelBundle.read(from: model) }
        try edit {
            $0["tile"] = ["sideMeters": 224, "sidePixels": 1_000_000_000, "bands": ["red", "green", "blue"]]
        }
        #expect(throws: ModelError.self) { try ModelBundle.read(from: model) }
    }

    @Test func aModelWithoutColoursIsReadAndAnImpossibleOneRefused() throws {
        try edit { $0["colors"] = nil }
        #expect(try ModelBundle.read(from: model).description.colors == nil)
        try edit { $0["colors"] = ["tiles": 20, "mean": [1, 2], "covariance": [[1]], "reach": 3] }
        #expect(throws: ModelError.self) { try ModelBundle.read(from: model) }
    }

    @Test func theRangeOfItsPicturesIsKeptAndOptional() throws {
        try edit { $0["pictureTones"] = ["low": 100, "high": 900] }
        #expect(try ModelBundle.read(from: model).description.pictureTones == ToneRange(low: 100, high: 900))
        try edit { $0["pictureTones"] = ["low": 100, "high": 100] }
        #expect(throws: ModelError.self) { try ModelBundle.read(from: model) }
        try edit { $0["pictureTones"] = nil }
        #expect(try ModelBundle.read(from: model).description.pictureTones == nil)
    }

    @Test func missingCutAndForeignWeightsAreErrors() throws {
        let path = model + "/weights.safetensors"
        try Self.bundle().write(to: model)
        let weights = try Data(contentsOf: URL(fileURLWithPath: path))
        let foreign = try NetworkWeights(tensors: ["x": Tensor(shape: [1], values: [1])]).safetensors()
        for content in [nil, weights.prefix(1000), foreign] {
            try FileManager.default.removeItem(atPath: path)
            try (content ?? Data()).write(to: URL(fileURLWithPath: path))
            #expect(throws: ModelError.self) { try ModelBundle.read(from: model) }
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: ModelError.self) { try ModelBundle.read(from: model) }
    }

    /// Writes a model and changes its description.
    func edit(_ bundle: ModelBundle? = nil, _ change: (inout [String: Any]) -> Void) throws {
        try (bundle ?? Self.bundle()).write(to: model)
        let url = URL(fileURLWithPath: model + "/model.json")
        var fields = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        change(&fields)
        try JSONSerialization.data(withJSONObject: fields).write(to: url)
    }

    static func bundle(
        card: String = "# Card\n", backbone: Backbone = .mobileNetV2, hasLinearHead: Bool = false
    ) throws -> ModelBundle {
        let description = ModelDescription(
            backbone: backbone.name, legend: .nlcd6,
            tile: try TileSpec(sideMeters: 224, sidePixels: 64),
            normalization: .imageNet,
            groundSampleDistance: GroundSampleDistance(metersPerPixel: 1),
            colors: ColorProfile(
                of: (0..<20).map { (tile: Int) in
                    TileColor(red: Double(60 + tile), green: 80, blue: Double(90 - tile % 7))
                }),
            trainingData: TrainingDataSummary(
                trainingCounts: ["Forest": 3], heldOutCounts: ["Forest": 1], heldOutTiles: ["Forest/a.png"],
                split: "random"),
            metrics: ["testAccuracy": 0.975],
            provenance: Provenance(
                command: "transfer", options: ["test-fraction": "0.2"], seed: .max,
                created: Date(timeIntervalSince1970: 1_700_000_000), versions: ["aerial": "0.1.0"],
                sources: [SourceFile(path: "a.tif", checksum: "00ff")]))
        let own = try backbone.graph(inputSize: 64, classCount: 6)
        let graph = hasLinearHead ? own.withLinearHead(classCount: 6) : own
        let tensors = graph.parameters.map { spec in
            (
                spec.name,
                Tensor(shape: spec.shape, values: Array(repeating: 1, count: spec.shape.reduce(1, *)))
            )
        }
        return ModelBundle(
            description: description, graph: graph,
            weights: NetworkWeights(tensors: Dictionary(uniqueKeysWithValues: tensors)), card: card)
    }
}
