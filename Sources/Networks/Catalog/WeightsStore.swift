internal import AerialCore
internal import Foundation

/// The folder where pretrained weights lie once they were fetched: `weights/` under `$AERIAL_HOME`, or under
/// `~/.cache/aerial`.
public struct WeightsStore: Hashable, Sendable {
    /// The folder that holds `weights/`.
    public let directory: String

    /// - Parameter directory: the folder that holds `weights/`, or will.
    public init(directory: String) {
        self.directory = directory
    }

    /// The store that the process's environment names.
    public init() {
        self.init(environment: ProcessInfo.processInfo.environment)
    }

    /// The store that the given environment names.
    public init(environment: [String: String]) {
        if let home = environment["AERIAL_HOME"], !home.isEmpty {
            directory = home
        } else {
            directory = (environment["HOME"] ?? NSHomeDirectory()) + "/.cache/aerial"
        }
    }

    /// Where the files of weights lie.
    public var weightsDirectory: String { directory + "/weights" }

    /// Where a pinned file lies, or will lie.
    public func path(of pinned: PinnedWeights) -> String {
        "\(weightsDirectory)/\(pinned.fileName)"
    }

    /// Where a user's own weights for a backbone lie, or will lie.
    public func importedPath(for backbone: Backbone) -> String {
        "\(weightsDirectory)/imported-\(backbone.name).safetensors"
    }

    /// The weights to use for a backbone: imported ones before pinned ones; `nil` when neither is there.
    public func weightsPath(for backbone: Backbone) -> String? {
        let pinned = WeightsCatalog.pinned(named: backbone.name).map { path(of: $0) }
        return [importedPath(for: backbone), pinned].compactMap { $0 }
            .first { FileManager.default.fileExists(atPath: $0) }
    }

    /// Keeps `weights` as the imported ones of a backbone, in place of earlier ones.
    /// - Throws: ``WeightsError/cannotWrite(path:reason:)``.
    public func importWeights(_ weights: NetworkWeights, for backbone: Backbone) throws {
        let path = importedPath(for: backbone)
        do {
            try FileManager.default.createDirectory(
                atPath: weightsDirectory, withIntermediateDirectories: true)
            // Written aside and renamed.
            try weights.safetensors().write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw WeightsError.cannotWrite(path: path, reason: error.fileReason)
        }
    }
}
