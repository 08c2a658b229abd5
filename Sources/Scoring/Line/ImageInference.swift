public import AerialCore
internal import Imagery
public import Inference

/// Runs image files through a compiled network.
public struct ImageInference {
    let network: CompiledNetwork
    /// The network's input, in pixels.
    let inputSide: Int
    let batchSize: Int
    let threads: Int
    /// As for ``ImageFile/read(path:side:tones:)``.
    let tones: ToneRange?

    public init(
        network: CompiledNetwork, inputSide: Int, batchSize: Int, threads: Int, tones: ToneRange?
    ) {
        self.tones = tones
        self.network = network
        self.inputSide = inputSide
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
        let source = BatchSource(
            paths.indices.dropFirst(start).map { (position: $0, path: paths[$0]) }, batchSize: batchSize)
        let (side, tones) = (inputSide, tones)
        try InferenceLine(network: network, threads: threads).runBatches(
            next: {
                source.next()?.map {
                    (position: $0.position, image: FetchedImage(path: $0.path, tones: tones))
                }
            },
            decode: { Self.decode($0.image, side: side) },
            deliver: { results in try deliver(results.map { ($0.0.position, $0.1) }) })
    }

    /// An image file as the network sees it.
    public static func decode(_ path: String, side: Int, tones: ToneRange?) -> DecodedItem {
        decode(FetchedImage(path: path, tones: tones), side: side)
    }

    private static func decode(_ image: FetchedImage, side: Int) -> DecodedItem {
        do {
            let image = try ImageFile.read(image, side: side)
            let isEmpty = image.emptyPixelCount == image.width * image.height
            return isEmpty ? .nodata("the image is empty") : .image(image)
        } catch {
            return .rejected("\(error)")
        }
    }
}
