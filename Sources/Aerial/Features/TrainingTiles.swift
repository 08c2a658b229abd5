internal import AerialCore
internal import Foundation
internal import Imagery
internal import Networks

/// What a model sees in tiles that it learned from, to find those that are like another. Of a large dataset a random part of each
/// class stands for all, so that memory and time stay small; what was computed once lies in a cache.
package struct TrainingTiles: Sendable {
    /// A tile that it learned from.
    package struct Tile: Sendable {
        /// The file.
        package let path: String
        /// Its path below the dataset.
        package let id: String
        /// The label that it was learned by.
        package let className: String
    }

    /// The most tiles that are looked at: ten megabytes of features of an EfficientNet.
    package static let mostTiles = 2_000

    package let tiles: [Tile]
    /// How pictures of the dataset are shown.
    private let tile: TileSpec
    private let tones: ToneRange?
    /// Of length 1, one after the other.
    private let features: [Float]
    private let featureCount: Int

    /// Whether a model learned from a dataset that is as it was.
    package static func isOf(_ dataset: ImageDataset, model: String) throws -> Bool {
        try ModelBundle.readDescription(from: model).provenance.sources.contains {
            $0.checksum == dataset.fingerprint
        }
    }

    /// - Parameters:
    ///   - model: the model's folder.
    ///   - cache: a folder for the features; `nil` to compute them each time.
    /// - Throws: ``CommandError``, ``JourneyCancelled`` and what is wrong with a file.
    package init(
        of dataset: ImageDataset, model: String, cache: String?, threads: Int, observer: any JourneyObserver
    ) throws {
        let heldOut = Set(
            try ModelBundle.readDescription(from: model).trainingData.heldOutTiles.map(ExactName.init))
        let learned = dataset.images.indices.filter {
            !heldOut.contains(dataset.images[$0].exactID) && dataset.images[$0].side != .test
        }
        let chosen = Self.sample(of: learned, dataset)
        var turns = [Int](repeating: 0, count: dataset.images.count)
        for image in chosen { turns[image] = 1 }
        let seen = try FeatureCache.features(
            of: dataset, network: try PretrainedNetwork(ofModel: model), turns: turns, in: cache,
            threads: threads,
            observer: observer)
        var (tiles, features): ([Tile], [Float]) = ([], [])
        for image in chosen {
            guard let row = seen.rows[image].first, let unit = Self.unit(row) else { continue }
            let each = dataset.images[image]
            tiles.append(Tile(path: each.path, id: each.id, className: dataset.classNames[each.label]))
            features += unit
        }
        self.tiles = tiles
        self.features = features
        featureCount = seen.featureCount
        (tile, tones) = (dataset.tile, dataset.tones)
    }

    /// Of each class in proportion, the same at every time.
    private static func sample(of images: [Int], _ dataset: ImageDataset) -> [Int] {
        guard images.count > mostTiles else { return images }
        let share = Double(mostTiles) / Double(images.count)
        var generator = SeededGenerator(seed: 7)
        let byClass = Dictionary(grouping: images) { dataset.images[$0].label }.sorted { $0.key < $1.key }
        return byClass.flatMap { _, members in
            members.shuffled(using: &generator).prefix(max(1, Int(Double(members.count) * share)))
        }.sorted()
    }

    private static func unit(_ row: [Float]) -> [Float]? {
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length.isFinite && length > 0 ? row.map { $0 / length } : nil
    }

    /// The tiles that look most like another to the model, the most alike first.
    /// - Parameter others: the other's features.
    /// - Returns: positions in ``tiles`` with the cosine between the features, at most 1.
    package func nearest(to others: [Float], count: Int) -> [(position: Int, similarity: Float)] {
        guard others.count == featureCount, let unit = Self.unit(others) else { return [] }
        let similarities = tiles.indices.map { position -> Float in
            var sum: Float = 0
            let start = position * featureCount
            for index in 0..<featureCount { sum += unit[index] * features[start + index] }
            return min(1, sum)
        }
        return similarities.indices.sorted { similarities[$0] > similarities[$1] }.prefix(count).map {
            ($0, similarities[$0])
        }
    }

    /// A tile's picture, as the bytes of a PNG file.
    package func picture(_ position: Int) throws -> [UInt8] {
        try PNGFile.data(
            ImageFile.read(path: tiles[position].path, side: tile.sidePixels, bands: tile.bands, tones: tones)
        )
    }
}
