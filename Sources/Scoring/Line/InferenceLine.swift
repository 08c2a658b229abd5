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
    /// What is asked before the network; `nil` for nothing.
    let first: FirstLook?

    /// - Parameters:
    ///   - threads: that decode and infer; one more decodes ahead.
    ///   - first: what is asked before the network, and spares it what it is sure of; `nil` for nothing.
    public init(network: CompiledNetwork, threads: Int, first: FirstLook? = nil) {
        self.network = network
        self.threads = threads
        self.first = first
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
        let (network, first) = (network, first)
        let outputs = network.outputs
        // One batch more than the network has streams for: it is decoded while they are busy, and no stream waits for it.
        try OrderedPipeline(workers: threads + 1).run(
            makeSource: makeSource,
            makeWorker: {
                let request = try network.makeRequest()
                let ask = try first?.makeAsking()
                return { (batch: [Item]) in
                    let items = batch.map(decode)
                    let outcomes = try Self.outcomes(of: items, request: request, outputs: outputs, ask: ask)
                    return zip(batch, outcomes).map { ($0, $1) }
                }
            },
            deliver: deliver)
    }

    /// Infers the images among the items, those that the first look leaves open, and puts the outcomes where the items were.
    private static func outcomes(
        of items: [DecodedItem], request: InferenceRequest, outputs: [NetworkOutput],
        ask: ((_ images: [TileImage]) throws -> [[Float]?])?
    ) throws -> [InferenceOutcome] {
        let images = items.compactMap { item -> TileImage? in
            if case .image(let image) = item { image } else { nil }
        }
        var answers = try ask?(images) ?? images.map { _ in nil }
        let open = answers.indices.filter { answers[$0] == nil }
        for start in stride(from: 0, to: open.count, by: request.batchSize) {
            let part = Array(open[start..<min(open.count, start + request.batchSize)])
            let results = try request.runAll(part.map { images[$0] })
            for (position, image) in part.enumerated() {
                answers[image] = outputs.flatMap { results[$0]?[position] ?? [] }
            }
        }
        var rows = answers.makeIterator()
        return items.map { item in
            switch item {
            case .nodata(let reason): return .nodata(reason)
            case .rejected(let reason): return .rejected(reason)
            case .image:
                guard case let output?? = rows.next(), output.allSatisfy(\.isFinite) else {
                    return .rejected("the network's output is not a number")
                }
                return .output(output)
            }
        }
    }
}
