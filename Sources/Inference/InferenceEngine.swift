internal import COpenVINO

/// The engine that runs networks, and the processor it runs them on.
public enum InferenceEngine {
    public static let name = "OpenVINO"

    public static func version() throws -> String {
        try engineText("tell its version") { aov_version($0, $1) }
    }

    public static func processorName() throws -> String {
        try engineText("name the processor") { aov_device_name($0, $1) }
    }

    /// What the processor computes natively, `FP32`, `BF16`, `INT8` say.
    public static func capabilities() throws -> [String] {
        try engineText("ask the processor what it can do") { aov_capabilities($0, $1) }
            .split(separator: " ").map(String.init)
    }

    /// bfloat16 where the processor has instructions for it, else 32 bits: emulated it would be slower.
    public static func bestPrecision() throws -> Precision {
        try capabilities().contains("BF16") ? .bfloat16 : .float32
    }
}
