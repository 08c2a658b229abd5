internal import Foundation

/// The index of weights that were saved in several files: which file holds which tensor.
struct ShardIndex: Decodable {
    private let weightMap: [String: String]

    private enum CodingKeys: String, CodingKey {
        case weightMap = "weight_map"
    }

    /// `nil` for anything else.
    init?(_ bytes: [UInt8]) {
        guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
            let index = try? JSONDecoder().decode(ShardIndex.self, from: Data(bytes))
        else { return nil }
        self = index
    }

    /// The tensors that the index names, each out of its file.
    /// - Parameter path: the index's own; its files lie in the same folder.
    /// - Throws: ``WeightsError`` for a file that cannot be read, ``WeightsDefect`` for one that is not beside the index.
    func tensors(beside path: String) throws -> [(name: String, tensor: Tensor)] {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        return try Dictionary(grouping: weightMap.keys, by: { weightMap[$0] ?? "" }).sorted {
            $0.key < $1.key
        }
        .flatMap { shard, names in
            guard !shard.isEmpty, !shard.contains("/"), shard != "..", shard != "." else {
                throw WeightsDefect.malformed("it names '\(shard)', which is no file beside it")
            }
            let file = "\(folder)/\(shard)"
            let content = try WeightsFile.read(try WeightsFile.contents(of: file), path: file)
            return names.sorted().compactMap { name in content[name].map { (name, $0) } }
        }
    }
}
