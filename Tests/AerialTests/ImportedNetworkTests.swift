import Networks
import Testing

@testable import Aerial

/// What is said of a network that was imported.
struct ImportedNetworkTests {
    private func sentence(unknown: [String], hasCells: Bool) -> String {
        ImportedNetwork(
            name: "own", path: "own.safetensors", sha256: "", features: "mean", featureCount: 8,
            inputSize: 224, bands: 3, takesSingleImages: false, normalization: .imageNet,
            unknownLayers: unknown, hasCells: hasCells
        ).sentence(isBeforeDense: true)
    }

    @Test func onlyANetworkThatEndsInAMeanIsMappedInDetail() {
        #expect(sentence(unknown: [], hasCells: true).contains("and 'score --detail'"))
        let dense = sentence(unknown: [], hasCells: false)
        #expect(
            dense.contains("'finetune' and 'quantize' take it") && dense.contains("'score --detail' does not")
        )
        let file = sentence(unknown: ["Softmax"], hasCells: false)
        #expect(file.contains("Softmax") && file.contains("'score --detail' do not take it"))
    }
}
