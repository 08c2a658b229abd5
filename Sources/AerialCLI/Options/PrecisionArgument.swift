internal import ArgumentParser
internal import Inference

/// `--precision`.
enum PrecisionArgument: String, ExpressibleByArgument, CaseIterable {
    case auto
    case fp32
    case bf16

    /// What to compute in.
    func precision() throws -> Precision {
        switch self {
        case .auto: try InferenceEngine.bestPrecision()
        case .fp32: .float32
        case .bf16: .bfloat16
        }
    }
}
