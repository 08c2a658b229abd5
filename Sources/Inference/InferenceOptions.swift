/// The width of the numbers that a network computes with.
public enum Precision: String, Sendable, Codable, CaseIterable {
    case float32 = "fp32"
    case bfloat16 = "bf16"
    /// Bytes, for a plan that was quantized; what such a plan keeps in floating point is computed in 32 bits.
    case int8
}

/// How a network is compiled.
public struct InferenceOptions: Sendable, Equatable {
    /// Images a run takes.
    public var batchSize: Int
    public var precision: Precision
    /// Requests that run at the same time, each on its own threads.
    public var streams: Int
    public var threadsPerStream: Int

    public init(batchSize: Int, precision: Precision, streams: Int, threadsPerStream: Int) {
        self.batchSize = batchSize
        self.precision = precision
        self.streams = streams
        self.threadsPerStream = threadsPerStream
    }

    /// Most images a second on `threads` threads: a stream of one thread each, so that no thread waits for another.
    public init(threads: Int, precision: Precision = .float32, batchSize: Int = 16) {
        self.init(batchSize: batchSize, precision: precision, streams: max(1, threads), threadsPerStream: 1)
    }
}
