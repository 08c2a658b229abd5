public import Networks

/// The width of the numbers that a network computes with.
public enum Precision: String, Sendable, Codable, CaseIterable {
    /// 32 bits, on every processor.
    case float32 = "fp32"
    /// 16 bits with the exponent of 32; quicker where the processor has instructions for it.
    case bfloat16 = "bf16"
    /// Bytes, for a plan that was quantized; what such a plan keeps in floating point is computed in 32 bits.
    case int8
}

extension InferencePlan {
    /// A network in it takes one image a run and no more.
    var takesSingleImages: Bool {
        steps.contains {
            if case .onnx(let network) = $0.operation { network.takesSingleImages } else { false }
        }
    }
}

/// How a network is compiled.
public struct InferenceOptions: Sendable, Equatable {
    /// Images a run takes.
    public var batchSize: Int
    /// The width of the numbers that the network computes with.
    public var precision: Precision
    /// Requests that run at the same time, each on its own threads.
    public var streams: Int
    /// Threads that share one request's work.
    public var threadsPerStream: Int

    /// - Parameters:
    ///   - batchSize: images a run takes.
    ///   - streams: requests that run at the same time; times `threadsPerStream` they give the threads in use.
    public init(batchSize: Int, precision: Precision, streams: Int, threadsPerStream: Int) {
        self.batchSize = batchSize
        self.precision = precision
        self.streams = streams
        self.threadsPerStream = threadsPerStream
    }

    /// Most images a second of this network on `threads` threads. Programs whose numbers must be the same bits compile with
    /// these options: without AVX-512 the engine adds up in another order for another size of the batch. A batch's
    /// activations should stay in the processor's near memory (EfficientNet-lite0 on one thread: 209 images/s in batches of 4, 177 of 16), in bytes there is room for
    /// more of them; but the weights of large dense layers are read anew for every batch.
    public init(fastestFor plan: InferencePlan, threads: Int, precision: Precision) {
        let denseWeights = plan.steps.reduce(0) { sum, step in
            if case .dense(let dense) = step.operation { sum + dense.weights.count } else { sum }
        }
        let batchSize = denseWeights > 4 << 20 ? 16 : precision == .int8 ? 8 : 4
        self.init(threads: threads, precision: precision, batchSize: batchSize)
    }

    /// A stream of one thread each on `threads` threads, so that no thread waits for another.
    /// - Parameter batchSize: images a run takes.
    public init(threads: Int, precision: Precision = .float32, batchSize: Int) {
        self.init(batchSize: batchSize, precision: precision, streams: max(1, threads), threadsPerStream: 1)
    }
}
