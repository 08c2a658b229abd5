import AerialCore
import Foundation
import Testing

@testable import Networks

struct WidenedNetworkTests {
    private func tile(_ bands: [String], pixels: Int = 64) throws -> TileSpec {
        try TileSpec(sideMeters: 112, sidePixels: pixels, bands: bands)
    }

    /// Numbers that differ from each other.
    private func weights(of graph: LayerGraph) -> NetworkWeights {
        var generator = SeededGenerator(seed: 5)
        let tensors = graph.parameters.map { spec in
            let values = (0..<spec.shape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &generator)
            }
            return (spec.name, Tensor(shape: spec.shape, values: values))
        }
        return NetworkWeights(tensors: Dictionary(uniqueKeysWithValues: tensors))
    }

    @Test(arguments: Backbone.allCases) func everyBackboneTakesFourBands(backbone: Backbone) throws {
        let narrow = try backbone.graph(inputSize: 112)
        let wide = try backbone.graph(inputSize: 112, inputChannels: 4)
        #expect(wide.inputShape == .image(channels: 4, height: 112, width: 112))
        let changed = zip(narrow.parameters, wide.parameters).filter { $0 != $1 }
        #expect(changed.count == 1)
        #expect(changed.first?.1.shape[1] == 4 && changed.first?.0.shape[1] == 3)
    }

    @Test func coloursLeaveTheWeightsAsTheyAre() throws {
        let graph = try Backbone.resNet18.graph(inputSize: 64)
        let weights = weights(of: graph)
        #expect(weights.widened(to: try tile(TileSpec.colorBands), of: graph) == weights)
        #expect(PixelNormalization.imageNet.widened(to: .standard) == .imageNet)
    }

    @Test func aFurtherBandTakesTheKernelsOfAColour() throws {
        let graph = try Backbone.resNet18.graph(inputSize: 64)
        let weights = weights(of: graph)
        let bands = ["red", "green", "blue", "nir"]
        let wide = weights.widened(to: try tile(bands), of: graph)
        let (old, new) = (try #require(weights["conv1.weight"]), try #require(wide["conv1.weight"]))
        #expect(new.shape == [64, 4, 7, 7])
        for (output, place) in [(0, 0), (3, 17), (63, 48)] {
            let before = (0..<3).map { old.values[(output * 3 + $0) * 49 + place] }
            let after = (0..<4).map { new.values[(output * 4 + $0) * 49 + place] }
            for color in 0..<3 { #expect(abs(after[color] - 0.75 * before[color]) < 1e-6) }
            #expect(after[3] == after[0])
        }
        #expect(
            wide.tensors.filter { $0.key != "conv1.weight" }
                == weights.tensors.filter { $0.key != "conv1.weight" })
        let graphOfFour = try Backbone.resNet18.graph(inputSize: 64, inputChannels: 4)
        #expect(graphOfFour.parameters.allSatisfy { wide[$0.name]?.shape == $0.shape })
    }

    @Test func coloursKeepTheirNumbersWhereverTheyStand() throws {
        let normalization = PixelNormalization(mean: [1, 2, 6], standardDeviation: [10, 20, 60])
            .widened(to: try tile(["nir", "blue", "red"]))
        #expect(normalization.mean == [1, 6, 1] && normalization.standardDeviation == [10, 60, 10])
    }
}

/// What `model.json` says of a model's tiles.
struct ModelTileTests {
    private func description(_ tile: TileSpec) -> ModelDescription {
        ModelDescription(
            backbone: "resnet18", legend: .nlcd6, tile: tile,
            normalization: .imageNet.widened(to: tile), groundSampleDistance: nil,
            trainingData: TrainingDataSummary(
                trainingCounts: [:], heldOutCounts: [:], heldOutTiles: [], split: "random"),
            metrics: [:],
            provenance: Provenance(
                command: "transfer", options: [:], seed: 1, created: Date(timeIntervalSince1970: 0),
                versions: [:], sources: []))
    }

    private func decoded(_ fields: [String: Any]) throws -> ModelDescription {
        try JSONDecoder().decode(
            ModelDescription.self, from: JSONSerialization.data(withJSONObject: fields))
    }

    private func fields(_ description: ModelDescription) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(description))
        return try #require(object as? [String: Any])
    }

    @Test func aModelOf112MetresAndFourBandsComesBack() throws {
        let tile = try TileSpec(
            sideMeters: 112, sidePixels: 96, bands: ["red", "green", "blue", "nir"])
        let read = try decoded(fields(description(tile)))
        #expect(read == description(tile) && read.defect == nil)
    }

    @Test func aModelOfVersion1HasTheStandardTile() throws {
        var fields = try fields(description(.standard))
        fields["tile"] = nil
        fields["formatVersion"] = 1
        fields["inputSize"] = 224
        #expect(try decoded(fields) == description(.standard))
        #expect(try decoded(fields).formatVersion == 2)
        fields["inputSize"] = 0
        #expect(throws: DecodingError.self) { try decoded(fields) }
    }

    @Test func aModelOfVersion2WithoutATileIsRefused() throws {
        var fields = try fields(description(.standard))
        fields["tile"] = nil
        #expect(throws: DecodingError.self) { try decoded(fields) }
    }

    @Test func aNormalizationForOtherBandsIsADefect() throws {
        let tile = try TileSpec(sideMeters: 224, sidePixels: 224, bands: ["red", "green", "blue", "nir"])
        var fields = try fields(description(tile))
        fields["normalization"] = ["mean": [1, 2, 3], "standardDeviation": [1, 1, 1]]
        #expect(try decoded(fields).defect?.contains("4 bands") == true)
    }
}
