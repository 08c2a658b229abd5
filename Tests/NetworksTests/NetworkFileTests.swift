import AerialCore
import Foundation
import Testing

@testable import Networks

/// A model's own network, and what a damaged one does.
struct NetworkFileTests {
    private func fields(_ graph: LayerGraph) throws -> [String: Any] {
        let data = try NetworkFile(graph, name: "mine", normalization: .imageNet).encoded()
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func graph(_ fields: [String: Any]) throws -> LayerGraph {
        let data = try JSONSerialization.data(withJSONObject: fields)
        return try JSONDecoder().decode(NetworkFile.self, from: data).graph()
    }

    @Test(arguments: Backbone.allCases) func everyBackboneComesBack(backbone: Backbone) throws {
        let own = try backbone.graph(inputSize: 96, inputChannels: 4, classCount: 6)
        for written in [own, own.withLinearHead(classCount: 6)] {
            let read = try graph(fields(written))
            #expect(read.nodes == written.nodes)
            #expect(read.featureNode == written.featureNode && read.headNode == written.headNode)
            #expect(read.outputNode == written.outputNode)
        }
    }

    @Test func theSameNetworkGivesTheSameBytes() throws {
        let one = NetworkFile(try Backbone.resNet18.graph(), name: "a", normalization: .imageNet)
        #expect(try one.encoded() == one.encoded())
    }

    /// Each number and word of a file is replaced in turn: it is read as a network of sound shapes, or refused.
    @Test func noDamagedNumberTraps() throws {
        let sound = try fields(Backbone.squeezeNet.graph(inputSize: 64, classCount: 3))
        let layers = try #require(sound["layers"] as? [[String: Any]])
        var refused = 0
        for position in layers.indices {
            for key in layers[position].keys.sorted() {
                for value in [-1, 0, 3, 1 << 40, Int.max, "x", [Int.max, 1, 1], [-1], NSNull()] as [Any] {
                    var damaged = layers
                    damaged[position][key] = value
                    var whole = sound
                    whole["layers"] = damaged
                    do {
                        #expect(try graph(whole).nodes.count == layers.count)
                    } catch { refused += 1 }
                }
            }
        }
        #expect(refused > 1000)
    }

    @Test(arguments: [("features", 0), ("features", -1), ("head", 1_000), ("head", 1), ("output", 2)])
    func endsThatAreNoneAreRefused(key: String, value: Int) throws {
        var whole = try fields(Backbone.resNet18.graph(inputSize: 64, classCount: 3))
        whole[key] = value
        #expect(throws: NetworkFileDefect.self) { try graph(whole) }
    }

    @Test func twoLayersOfOneNameAreRefused() throws {
        var whole = try fields(Backbone.alexNet.graph(inputSize: 64, classCount: 3))
        var layers = try #require(whole["layers"] as? [[String: Any]])
        let named = layers.indices.filter { layers[$0]["name"] != nil }
        layers[named[1]]["name"] = layers[named[0]]["name"]
        whole["layers"] = layers
        #expect(throws: NetworkFileDefect.self) { try graph(whole) }
    }
}

extension ModelBundleTests {
    @Test func aModelDoesNotDependOnANameThatIsKnown() throws {
        try edit { $0["backbone"] = "nobody-knows-me" }
        let network = model + "/network.json"
        let read = try ModelBundle.read(from: model)
        #expect(read.description.backbone == "nobody-knows-me" && read.graph.classCount == 6)
        try FileManager.default.removeItem(atPath: network)
        #expect(throws: ModelError.self) { try ModelBundle.read(from: model) }
        try Data("{}".utf8).write(to: URL(fileURLWithPath: network))
        #expect(throws: ModelError.self) { try ModelBundle.read(from: model) }
    }

    @Test(arguments: [false, true]) func aModelOfVersion1HasItsNetworkByName(hasLinearHead: Bool) throws {
        let backbone = hasLinearHead ? Backbone.squeezeNet : .mobileNetV2
        try edit(Self.bundle(backbone: backbone, hasLinearHead: hasLinearHead)) {
            $0["formatVersion"] = 1
            $0["tile"] = nil
            $0["inputSize"] = 64
            if hasLinearHead { $0["head"] = "linear" }
        }
        let written = try ModelBundle.read(from: model).graph
        try FileManager.default.removeItem(atPath: model + "/network.json")
        let read = try ModelBundle.read(from: model).graph
        #expect(read.nodes == written.nodes && read.featureNode == written.featureNode)
    }

    @Test func aNetworkOfAnotherModelIsRefused() throws {
        try Self.bundle().write(to: model)
        let other = try Backbone.mobileNetV2.graph(inputSize: 96, classCount: 6)
        for file in [
            NetworkFile(other, name: "mobilenet-v2", normalization: .imageNet),
            NetworkFile(try ModelBundle.read(from: model).graph, name: "mobilenet-v2", normalization: .caffe),
        ] {
            try file.encoded().write(to: URL(fileURLWithPath: model + "/network.json"))
            #expect(throws: ModelError.self) { try ModelBundle.read(from: model) }
        }
    }
}
