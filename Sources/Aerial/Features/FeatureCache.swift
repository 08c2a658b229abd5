internal import AerialCore
internal import Foundation
internal import Networks

/// A network's features of a dataset's images, kept in a folder: a file a combination of both, named by a checksum of
/// everything that the features depend on. Views are added to it as they are asked for.
///
/// The file is safetensors: `features` (views x features, image after image) and `views` (how many of each image).
struct FeatureCache {
    /// An image is seen from four sides.
    private static let mostViews = 4

    private let path: String
    private let turns: [Int]

    /// - Parameter turns: for each image, by how many right angles it is seen.
    init(folder: String, dataset: ImageDataset, network: PretrainedNetwork, turns: [Int]) throws {
        let images = dataset.images.map { image in
            let attributes = try? FileManager.default.attributesOfItem(atPath: image.path)
            let changed = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(image.path) \(changed)"
        }
        let facts =
            [
                AerialVersion.number, network.name, try FileChecksum.sha256(ofFile: network.path),
                dataset.fingerprint, dataset.tones.map { "\($0)" } ?? "",
            ] + (network.tile == .standard ? [] : [network.tile.description, "\(network.tile.standIns)"])
            + (network.isImported ? ["\(network.normalization)"] : [])
        let key = FileChecksum.sha256(of: (facts + images).joined(separator: "\n")).prefix(16)
        path = "\(folder)/\(network.name)-\(key).safetensors"
        self.turns = turns
    }

    /// The features of a dataset's images, from a cache as far as it has them.
    /// - Parameter folder: of the cache; `nil` to compute all.
    static func features(
        of dataset: ImageDataset, network: PretrainedNetwork, turns: [Int], in folder: String?, threads: Int,
        observer: any JourneyObserver
    ) throws -> ImageFeatures {
        func computed(_ known: [[[Float]]]?) throws -> ImageFeatures {
            try ImageFeatures(
                of: dataset, network: network, turns: turns, known: known, threads: threads,
                observer: observer)
        }
        guard let folder else { return try computed(nil) }
        return try FeatureCache(folder: folder, dataset: dataset, network: network, turns: turns)
            .features(adding: computed)
    }

    /// The features, of which those that are not there are computed and kept. Those of a dataset with unreadable images
    /// are not kept, so that each training lists them.
    /// - Parameter compute: adds what is missing to the views of each image that are there.
    func features(adding compute: ([[[Float]]]) throws -> ImageFeatures) throws -> ImageFeatures {
        let known = known() ?? turns.map { _ in [] }
        let isMissing = zip(known, turns).contains { $0.count < $1 }
        let all: ImageFeatures
        if isMissing {
            all = try compute(known)
            if all.rejections.isEmpty { try keep(all) }
        } else {
            all = ImageFeatures(rows: known, featureCount: known.first?.first?.count ?? 0)
        }
        return all.limited(to: turns)
    }

    /// `nil` too when the file is damaged.
    private func known() -> [[[Float]]]? {
        guard FileManager.default.fileExists(atPath: path), let file = try? WeightsFile.read(from: path),
            let features = file["features"], features.shape.count == 2,
            let views = file["views"]?.values.compactMap({ Int(exactly: $0) }), views.count == turns.count,
            views.allSatisfy({ (0...Self.mostViews).contains($0) }), views.reduce(0, +) == features.shape[0],
            features.values.allSatisfy(\.isFinite)
        else { return nil }
        let width = features.shape[1]
        var position = 0
        return views.map { count in
            (0..<count).map { _ in
                defer { position += width }
                return Array(features.values[position..<position + width])
            }
        }
    }

    private func keep(_ features: ImageFeatures) throws {
        let views = features.rows.map { Float($0.count) }
        let values = features.rows.flatMap { $0.flatMap { $0 } }
        let tensors = [
            "features": Tensor(
                shape: [features.rows.reduce(0) { $0 + $1.count }, features.featureCount], values: values),
            "views": Tensor(shape: [views.count], values: views),
        ]
        do {
            let file = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try NetworkWeights(tensors: tensors).safetensors().write(to: file, options: .atomic)
        } catch {
            throw CommandError("cannot keep the features in \(path): \(error.fileReason).")
        }
    }
}
