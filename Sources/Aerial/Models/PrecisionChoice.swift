package import Inference
internal import Networks

/// What a network is computed in.
public enum PrecisionChoice: String, Sendable, CaseIterable {
    /// The fastest that the model is cleared for and the processor computes natively.
    case auto
    /// 32-bit floating point.
    case fp32
    /// 16-bit floating point with 8 bits of exponent.
    case bf16
    /// Bytes, in models that have such a form.
    case int8

    /// What to compute in, whatever the model.
    func precision() throws -> Precision {
        switch self {
        case .auto: try InferenceEngine.bestPrecision()
        case .fp32: .float32
        case .bf16: .bfloat16
        case .int8: .int8
        }
    }

    /// What to compute this model in: `auto` takes its 8-bit form where it has one that was judged good for this kind
    /// of processor.
    /// - Parameter path: the model folder.
    package func precision(forModel path: String) throws -> Precision {
        guard self == .auto || self == .int8 else { return try precision() }
        let record = try ModelBundle.readDescription(from: path).quantization
        if let record, try InferenceEngine.canRun(record.weightBits) { return .int8 }
        guard self == .int8 else { return try precision() }
        guard let record else {
            throw CommandError(
                "the model \(path) has no 8-bit form. Make one with 'aerial quantize \(path) DATASET'.")
        }
        throw CommandError(
            "the 8-bit form of \(path) was judged on \(record.processor), whose arithmetic this processor lacks. Run "
                + "'aerial quantize \(path) DATASET' here.")
    }
}
