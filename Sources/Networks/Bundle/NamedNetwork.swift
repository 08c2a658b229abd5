internal import AerialCore
internal import Foundation

/// What `model.json` of format version 1 says of a network: its name, and whether one dense layer took the place of its head.
struct NamedNetwork: Decodable {
    let backbone: String
    let head: Head?

    enum Head: String, Decodable {
        case linear
    }

    /// - Throws: ``ModelError/unreadableDescription(path:reason:)``.
    static func read(from path: String) throws -> NamedNetwork {
        let data = FileManager.default.contents(atPath: "\(path)/\(ModelBundle.descriptionName)")
        guard let named = data.flatMap({ try? JSONDecoder().decode(NamedNetwork.self, from: $0) }) else {
            throw ModelError.unreadableDescription(path: path, reason: "'head' is wrong")
        }
        return named
    }

    /// - Throws: ``ModelError/unreadableNetwork(path:reason:)``.
    func graph(of description: ModelDescription, in path: String) throws -> LayerGraph {
        guard let known = Backbone(named: backbone) else {
            throw ModelError.unreadableNetwork(
                path: path, reason: "it is missing, and no backbone is called '\(backbone)'")
        }
        let graph = try known.graph(
            inputSize: description.tile.sidePixels, inputChannels: description.tile.bands.count,
            classCount: description.legend.classes.count)
        return head == .linear ? graph.withLinearHead(classCount: description.legend.classes.count) : graph
    }
}
