internal import AerialCore
internal import Foundation

/// The named tensors of a file, in the file's order. Integer tensors (counters, masks) are left out.
public struct WeightsFile: Sendable {
    /// As errors name the file.
    public let path: String
    /// Each once, in the file's order.
    public let names: [String]
    private let tensors: [String: Tensor]

    /// The tensor that the file has under this name; `nil` where there is none.
    public subscript(name: String) -> Tensor? { tensors[name] }

    /// A later tensor of the same name replaces an earlier one.
    public init(path: String, tensors: [(name: String, tensor: Tensor)]) {
        self.path = path
        self.tensors = Dictionary(tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { $1 })
        var seen: Set<String> = []
        names = tensors.map(\.name).filter { seen.insert($0).inserted }
    }

    /// Reads a safetensors file, a PyTorch file, old or new, or a pickle of NumPy arrays; which, its content tells.
    /// An index of shards (`model.safetensors.index.json`) stands for the files beside it that it names. Nothing in it is
    /// executed.
    /// - Throws: ``WeightsError``.
    public static func read(from path: String) throws -> WeightsFile {
        let bytes = try contents(of: path)
        guard let index = ShardIndex(bytes) else { return try read(bytes, path: path) }
        do {
            return WeightsFile(path: path, tensors: try index.tensors(beside: path))
        } catch let defect as WeightsDefect {
            throw WeightsError.unreadable(path: path, defect: defect)
        }
    }

    static func contents(of path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw WeightsError.cannotOpen(path: path, reason: error.fileReason)
        }
    }

    /// Reads a file's content.
    /// - Parameter path: what errors call it.
    static func read(_ bytes: [UInt8], path: String) throws -> WeightsFile {
        do {
            return WeightsFile(path: path, tensors: try tensors(in: bytes))
        } catch let defect as WeightsDefect {
            throw WeightsError.unreadable(path: path, defect: defect)
        }
    }

    private static func tensors(in bytes: [UInt8]) throws -> [(name: String, tensor: Tensor)] {
        switch WeightsFormat(of: bytes) {
        case .safetensors: try Safetensors.read(bytes)
        case .torchArchive: try TorchArchive.read(bytes)
        case .torchLegacy: try TorchLegacy.read(bytes)
        case .numpyPickle: try NumpyPickle.read(bytes)
        case .other(let looksLike): throw WeightsDefect.unknownFormat(looksLike: looksLike)
        }
    }
}
