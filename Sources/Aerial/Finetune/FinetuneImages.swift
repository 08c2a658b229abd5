internal import AerialCore
internal import Foundation
internal import Imagery
internal import Scoring
internal import Training

/// The images to train on, each read once before training begins: those that cannot be read are found then, and
/// decoded ones stay in memory as far as it is given.
struct FinetuneImages: Sendable {
    private let paths: [String]
    private let tile: TileSpec
    private let tones: ToneRange?
    /// `nil` where there was no more room.
    private let decoded: [TileImage?]
    /// Why an image cannot be used, by its position.
    let rejections: [Int: String]

    private static let memoryLimitBytes = 1 << 30

    /// - Parameter tile: the network's input. Images are kept a little larger where they are, so
    ///   that a crop loses no detail.
    init(
        paths: [String], tile: TileSpec, tones: ToneRange?, threads: Int, observer: any JourneyObserver
    ) throws {
        let progress = Progress("reading", unit: "images", total: paths.count, observer: observer)
        var decoded: [TileImage?] = []
        var rejections: [Int: String] = [:]
        var room = Self.memoryLimitBytes
        func keep(_ result: Result<TileImage, any Error>) throws {
            switch result {
            case .success(let image):
                room -= image.samples.count
                decoded.append(room >= 0 ? image : nil)
            case .failure(let error):
                rejections[decoded.count] = "\(error)"
                decoded.append(nil)
            }
            try progress.advance()
        }
        try OrderedPipeline(workers: threads, window: 4 * threads).run(
            over: paths.indices,
            work: { (position: Int) in Result { try Self.read(paths[position], as: tile, tones: tones) } },
            deliver: keep)
        progress.finish()
        self.paths = paths
        self.tile = tile
        self.tones = tones
        self.decoded = decoded
        self.rejections = rejections
    }

    func image(_ position: Int) throws -> TileImage {
        try decoded[position] ?? Self.read(paths[position], as: tile, tones: tones)
    }

    private static func read(_ path: String, as tile: TileSpec, tones: ToneRange?) throws -> TileImage {
        let size = try ImageFile.size(path: path)
        let side = min(max(min(size.width, size.height), tile.sidePixels), tile.sidePixels * 8 / 7)
        let image = try ImageFile.read(path: path, side: side, bands: tile.bands, tones: tones)
        guard image.emptyPixelCount < image.width * image.height else {
            throw CommandError("\(path) is empty: all its pixels are transparent.")
        }
        return image
    }
}
