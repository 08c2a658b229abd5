public import AerialCore
internal import Imagery
public import Inference

/// Runs image files through a compiled network.
public struct ImageInference {
    let network: CompiledNetwork
    /// The network's input.
    let tile: TileSpec
    let batchSize: Int
    let threads: Int
    /// As for ``ImageFile/read(path:side:tones:)``.
    let tones: ToneRange?
    /// What is asked before the network; `nil` for nothing.
    public var first: FirstLook?

    /// - Parameters:
    ///   - tile: what the images are.
    ///   - batchSize: images that a thread takes at once.
    ///   - threads: that decode and infer.
    ///   - tones: how pictures of more than 8 bits are brought to 8; `nil` for each by its own range.
    public init(network: CompiledNetwork, tile: TileSpec, batchSize: Int, threads: Int, tones: ToneRange?) {
        self.tones = tones
        self.network = network
        self.tile = tile
        self.batchSize = batchSize
        self.threads = threads
    }

    /// - Parameter deliver: the position of each path with its outcome, in order.
    public func run(paths: [String], deliver: (Int, InferenceOutcome) throws -> Void) throws {
        try runBatches(paths: paths, from: 0) { results in
            for (position, outcome) in results { try deliver(position, outcome) }
        }
    }

    /// The same, a batch at a time.
    /// - Parameter start: the first path that is run.
    public func runBatches(
        paths: [String], from start: Int, deliver: ([(Int, InferenceOutcome)]) throws -> Void
    ) throws {
        let batches = Array(paths.indices.dropFirst(start)).batches(
            of: first == nil ? batchSize : FirstLook.groupSize)
        let (tile, tones) = (tile, tones)
        try InferenceLine(network: network, threads: threads, first: first).runBatches(
            makeSource: {
                var batches = batches.makeIterator()
                let next = FetchedImage.reader(of: paths.dropFirst(start), tones: tones)
                return {
                    try batches.next()?.compactMap { position in
                        try next().map { (position: position, image: $0) }
                    }
                }
            },
            decode: { Self.decode($0.image, as: tile) },
            deliver: { results in try deliver(results.map { ($0.0.position, $0.1) }) })
    }

    /// An image file as the network sees it.
    public static func decode(_ path: String, as tile: TileSpec, tones: ToneRange?) -> DecodedItem {
        decode(FetchedImage(path: path, tones: tones), as: tile)
    }

    private static func decode(_ image: FetchedImage, as tile: TileSpec) -> DecodedItem {
        do {
            let image = try ImageFile.read(image, side: tile.sidePixels, bands: tile.bands)
            let isEmpty = image.emptyPixelCount == image.width * image.height
            return isEmpty ? .nodata("the image is empty") : .image(image)
        } catch {
            return .rejected("\(error)")
        }
    }
}
