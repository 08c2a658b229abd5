internal import COpenVINO
internal import Foundation
public import Networks

/// The engine that runs networks, and the processor it runs them on.
public enum InferenceEngine {
    /// As reports and outputs name it.
    public static let name = "OpenVINO"

    /// Memory that is freed stays with the process and is taken again without the kernel clearing it anew. For
    /// programs that run many batches.
    public static func keepFreedMemory() { aov_keep_freed_memory() }

    /// The engine's own version, with its build.
    /// - Throws: ``InferenceError/engine(task:reason:)``.
    public static func version() throws -> String {
        try engineText("tell its version") { aov_version($0, $1) }
    }

    /// The processor as its maker names it.
    /// - Throws: ``InferenceError/engine(task:reason:)``.
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

    /// The bits of a weight with which this processor adds products of bytes exactly: without instructions for that
    /// (VNNI, AMX) it adds them pairwise in 16 bits, which full bytes overflow.
    public static func exactWeightBits() -> Quantization.WeightBits {
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let flags = information.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
        let names = Set(flags.split(whereSeparator: { $0 == " " || $0 == "\t" }))
        return names.isDisjoint(with: ["avx512_vnni", "avx_vnni", "amx_int8"]) ? .seven : .eight
    }

    /// True when the processor computes in bytes, and a quantization's numbers are the same on it as where they were
    /// judged. Bytes are then faster than any floating point: measured 1.8 times fp32 with AVX2 alone, 1.6 times bf16
    /// with VNNI.
    public static func canRun(_ quantization: Quantization.WeightBits) throws -> Bool {
        try capabilities().contains("INT8") && (quantization == .seven || exactWeightBits() == .eight)
    }
}
