import Foundation
import Testing

extension EndToEnd {
    /// Models and weights that cannot be used.
    struct ModelRefusals {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func score(_ model: String) -> [String] {
            ["score", model, county.imagery, "--out", "predictions.csv"]
        }

        @Test func aModelOfAnotherVersionIsRefused() throws {
            _ = try scratch.copy(county.model, to: "model")
            let text = try scratch.text("model/model.json")
            let later = text.replacing("\"formatVersion\" : 2", with: "\"formatVersion\" : 99")
            #expect(later != text)
            try scratch.write(later, to: "model/model.json")
            try expectRefusal(
                score("model"), in: scratch,
                saying: ["model", "version 99", "reads 1 to 2", "train it again"])
        }

        @Test func aFolderThatIsNoModelIsRefused() throws {
            try expectRefusal(
                score(county.dataset), in: scratch, saying: [county.dataset, "no model", "aerial transfer"])
            try expectRefusal(score("missing"), in: scratch, saying: ["missing", "no model"])
        }

        @Test func aModelWithHalfItsWeightsIsRefused() throws {
            _ = try scratch.copy(county.model, to: "model")
            try scratch.write(
                try scratch.data("model/weights.safetensors").prefix(100_000), to: "model/weights.safetensors"
            )
            try expectRefusal(
                score("model"), in: scratch, saying: ["model/weights.safetensors", "cut short"])
        }

        @Test func aTextFileIsNoWeightsFile() throws {
            try scratch.write("no weights", to: "weights.pth")
            try expectRefusal(
                ["transfer", county.dataset, "--weights", "weights.pth", "--out", "model"], in: scratch,
                saying: ["weights.pth", "text file", "safetensors"])
        }

        @Test func anImageIsNoWeightsFile() throws {
            try expectRefusal(
                ["weights", "import", county.imagery, "--backbone", "resnet18"], in: scratch,
                saying: [county.imagery, "TIFF image", "safetensors"])
        }

        @Test func weightsOfAnotherNetworkAreRefused() throws {
            let own = county.model + "/weights.safetensors"
            try expectRefusal(
                ["weights", "import", own, "--backbone", "resnet18"], in: scratch,
                saying: [own, "does not fit resnet18", "missing: conv1.weight", "backbone"])
        }

        @Test func aBackboneWithoutWeightsSaysHowToGetThem() throws {
            try expectRefusal(
                ["transfer", county.dataset, "--backbone", "resnet50", "--out", "model"], in: scratch,
                saying: ["no weights for resnet50", "aerial weights import"])
        }
    }
}
