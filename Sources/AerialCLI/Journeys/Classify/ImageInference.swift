internal import AerialCore
internal import Imagery
internal import Inference

/// Runs image files through a compiled network.
struct ImageInference {
    let network: CompiledNetwork
    /// The network's input, in pixels.
    let inputSide: Int
    let batchSize: Int
    let threads: Int

    /// - Parameter deliver: the position of each path with its outcome, in order.
    func run(paths: [String], deliver: (Int, InferenceOutcome) throws -> Void) throws {
        let source = BatchSource(
            Array(paths.enumerated()).map { ($0.offset, $0.element) }, batchSize: batchSize)
        let side = inputSide
        try InferenceLine(network: network, threads: threads).run(
            next: { source.next() },
            decode: { (_, path: String) in Self.decode(path, side: side) },
            deliver: { item, outcome in try deliver(item.0, outcome) })
    }

    private static func decode(_ path: String, side: Int) -> DecodedItem {
        do {
            let image = try ImageFile.read(path: path, side: side)
            let isEmpty = image.emptyPixelCount == image.width * image.height
            return isEmpty ? .nodata("the image is empty") : .image(image)
        } catch {
            return .rejected("\(error)")
        }
    }
}
