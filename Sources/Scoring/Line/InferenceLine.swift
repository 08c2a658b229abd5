public import AerialCore
public import Inference
internal import Networks

/// What became of an item on its way through a network.
public enum InferenceOutcome: Sendable {
    /// The network's output: scores or features; of several outputs the values one after the other.
    case output([Float])
    /// Not shown to the network, for the given reason: too little imagery.
    case nodata(String)
    /// It could not be read, for the given reason.
    case rejected(String)
}

/// What an item's pixels are, before the network sees them.
public enum DecodedItem: Sendable {
    /// What the network sees.
    case image(TileImage)
    /// Too little imagery, for the given reason.
    case nodata(String)
    /// It could not be read, for the given reason.
    case rejected(String)
}

/// Runs items through a compiled network: one thread reads batches, others decode and infer, the caller takes the
/// outcomes in order. At most two batches a thread and two more are under way.
public struct InferenceLine {
    let network: CompiledNetwork
    let threads: Int

    /// - Parameter threads: that decode and infer; one more decodes ahead.
    public init(network: CompiledNetwork, threads: Int) {
        self.network = network
        self.threads = threads
    }

    /// - Parameters:
    ///   - makeSource: called once, on a thread of its own; what it returns gives the next batch there, `nil` at the end.
    ///   - decode: an item's pixels; on the threads that infer.
    ///   - deliver: each item with its outcome, in order, on the calling thread.
    public func run<Item: Sendable>(
        makeSource: @escaping @Sendable () throws -> () throws -> [Item]?,
        decode: @escaping @Sendable (Item) -> DecodedItem,
        deliver: (Item, InferenceOutcome) throws -> Void
    ) throws {
        try runBatches(makeSource: makeSource, decode: decode) { results in
            for (item, outcome) in results { try deliver(item, outcome) }
        }
    }

    /// The same, a batch at a time.
    public func runBatches<Item: Sendable>(
        makeSource: @escaping @Sendable () throws -> () throws -> [Item]?,
        decode: @escaping @Sendable (Item) -> DecodedItem,
        deliver: ([(Item, InferenceOutcome)]) throws -> Void
    ) throws {
        let network = network
        let outputs = network.outputs
        // One batch more than the network has streams for: it is decoded while they are busy, and no stream waits for it.
        try OrderedPipeline(workers: threads + 1).run(
            makeSource: makeSource,
            makeWorker: {
                let request = try network.makeRequest()
                return { (batch: [Item]) in
                    zip(batch, try Self.outcomes(of: batch.map(decode), request: request, outputs: outputs))
                        .map { ($0, $1) }
                }
            },
            deliver: deliver)
    }

    /// Infers the images among the items in one go and puts the outcomes where the items were.
    private static func outcomes(
        of items: [DecodedItem], request: InferenceRequest, outputs: [NetworkOutput]
    ) throws -> [InferenceOutcome] {
        let images = items.compactMap { item -> TileImage? in
            if case .image(let image) = item { image } else { nil }
        }
        let results = try request.runAll(images)
        var rows = images.indices.map { image in outputs.flatMap { results[$0]?[image] ?? [] } }
            .makeIterator()
        return items.map { item in
            switch item {
            case .nodata(let reason): return .nodata(reason)
            case .rejected(let reason): return .rejected(reason)
            case .image:
                guard let output = rows.next(), output.allSatisfy(\.isFinite) else {
                    return .rejected("the network's output is not a number")
                }
                return .output(output)
            }
        }
    }
}
