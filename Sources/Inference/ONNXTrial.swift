internal import AerialCore
internal import COpenVINO
internal import Foundation
public import Networks

/// Runs a part of an ONNX network for the first time, to learn what it gives.
public enum ONNXTrial {
    /// How far apart an image's numbers may lie alone and among others, as a share of the largest.
    private static let tolerance: Float = 1e-3

    /// The network, with the numbers that it gives for an image counted, and how many images it takes found out.
    /// - Throws: ``InferenceError`` for what the engine does not read or run, ``ONNXTrialError`` for numbers that are none.
    public static func network(of encoder: ONNXEncoder, name: String, threads: Int) throws -> Backbone {
        let count = try featureCount(of: encoder)
        func backbone(single: Bool) -> Backbone {
            Backbone(
                name, onnx: encoder.network(featureCount: count, takesSingleImages: single),
                normalization: encoder.normalization)
        }
        let images = [UInt64(1), 2].map { noise(side: encoder.inputSize, bands: encoder.bands, seed: $0) }
        let single = backbone(single: true)
        let alone = try run(single, on: images, batchSize: 1, threads: threads)
        guard alone.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw ONNXTrialError.notFinite }
        let many = backbone(single: false)
        // What was exported for one image may mix several, or not run at all.
        guard let together = try? run(many, on: images, batchSize: 2, threads: threads),
            zip(alone, together).allSatisfy({ isNear($0, $1) })
        else { return single }
        return many
    }

    /// Whether a network that was translated gives what the file gives.
    /// - Throws: ``InferenceError``, ``PlanError``, ``GraphError``.
    public static func agrees(
        _ network: TranslatedNetwork, with backbone: Backbone, threads: Int
    ) throws -> Bool {
        guard let file = backbone.onnxNetwork else { return false }
        let images = [UInt64(1), 2].map { noise(side: file.inputSize, bands: file.bands, seed: $0) }
        let batch = file.takesSingleImages ? 1 : 2
        let own = try run(backbone, on: images, batchSize: batch, threads: threads)
        let plan = try InferencePlan(
            graph: network.graph, weights: network.weights, normalization: network.normalization,
            outputs: [.features])
        let layers = try run(plan, on: images, batchSize: 2, threads: threads)
        return zip(own, layers).allSatisfy { isNear($0, $1) }
    }

    private static func featureCount(of encoder: ONNXEncoder) throws -> Int {
        var graph: OpaquePointer?
        try engineCall("start a graph") {
            aov_graph_create(1, Int32(encoder.bands), Int32(encoder.inputSize), &graph, $0)
        }
        defer { aov_graph_free(graph) }
        var node: Int32 = 0
        try engineCall("read the network") { error in
            encoder.contents.withUnsafeBytes { bytes in
                aov_add_onnx(
                    graph, 0, bytes.baseAddress, bytes.count, encoder.layout == .channelsLast ? 1 : 0, 0,
                    &node,
                    error)
            }
        }
        var width: Int64 = 0
        try engineCall("read the network") { aov_node_width(graph, node, &width, $0) }
        guard (1...mostFeatures).contains(width) else { throw ONNXTrialError.tooManyNumbers(Int(width)) }
        return Int(width)
    }

    private static let mostFeatures: Int64 = 1 << 20

    private static func run(
        _ backbone: Backbone, on images: [TileImage], batchSize: Int, threads: Int
    ) throws -> [[Float]] {
        let (side, bands) = (images[0].width, images[0].bandCount)
        let plan = try InferencePlan(
            graph: backbone.graph(inputSize: side, inputChannels: bands, classCount: 1),
            weights: NetworkWeights(tensors: [:]), normalization: backbone.normalization,
            outputs: [.features])
        return try run(plan, on: images, batchSize: batchSize, threads: threads)
    }

    private static func run(
        _ plan: InferencePlan, on images: [TileImage], batchSize: Int, threads: Int
    ) throws -> [[Float]] {
        let options = InferenceOptions(
            batchSize: batchSize, precision: .float32, streams: 1, threadsPerStream: threads)
        let request = try CompiledNetwork(plan: plan, options: options).makeRequest()
        return try stride(from: 0, to: images.count, by: batchSize).flatMap {
            try request.run(Array(images[$0..<min(images.count, $0 + batchSize)]))
        }
    }

    private static func noise(side: Int, bands: Int, seed: UInt64) -> TileImage {
        var generator = SeededGenerator(seed: seed)
        return TileImage(
            width: side, height: side,
            samples: (0..<side * side * bands).map { _ in UInt8.random(in: 0...255, using: &generator) },
            bandCount: bands, pictureBands: TileSpec.pictureBands(among: (0..<bands).map { "\($0)" }),
            emptyPixelCount: 0)
    }

    private static func isNear(_ one: [Float], _ other: [Float]) -> Bool {
        let largest = max(one.map(abs).max() ?? 0, 1e-6)
        return one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) <= tolerance * largest }
    }
}

/// Why an ONNX network is of no use though it runs.
public enum ONNXTrialError: Error, Equatable, CustomStringConvertible {
    case notFinite
    case tooManyNumbers(Int)

    public var description: String {
        switch self {
        case .notFinite: "the network gives what are no numbers for a picture of noise."
        case .tooManyNumbers(let count):
            "the network gives \(count) numbers for an image, too many for a classifier. Name a smaller tensor with --features."
        }
    }
}
