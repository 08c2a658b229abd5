internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference

/// `--max-memory`: what the process may take at its peak. Most of it is the network's and fixed once it is compiled;
/// what is left bounds the decoded blocks that GDAL keeps.
struct MemoryBudget {
    let bytes: Int

    /// Tiles under way, the reader's stored pixels, and what a long run adds.
    private static let workingBytes = 160 << 20
    private static let smallestCache = 16 << 20

    /// Divides what is left.
    /// - Parameter wanted: the cache that decodes no block twice.
    /// - Throws: ``CommandError`` when the network alone leaves too little.
    private func keep(blockCache wanted: Int) throws {
        let left = bytes - ProcessMemory.peak - Self.workingBytes
        guard left >= Self.smallestCache else {
            let needed = (ProcessMemory.peak + Self.workingBytes + Self.smallestCache) >> 20
            throw CommandError(
                "--max-memory \(bytes >> 20) is too little: this model on so many threads needs \(needed) MB. "
                    + "Allow more, or fewer --threads.")
        }
        GDALRuntime.limitBlockCache(bytes: min(wanted, left))
    }

    /// Gives GDAL's cache of decoded blocks what it can use, or what a limit leaves it.
    static func divide(_ budget: MemoryBudget?, blockCache wanted: Int, network: CompiledNetwork) throws {
        guard let budget else { return GDALRuntime.limitBlockCache(bytes: wanted) }
        _ = try network.imagesPerSecond(over: 0)  // a first run takes what the network needs
        try budget.keep(blockCache: wanted)
    }

    /// - Throws: ``CommandError`` when the process has taken more.
    func check() throws {
        let peak = ProcessMemory.peak
        guard peak > bytes else { return }
        throw CommandError(
            "the process took \(peak >> 20) MB where --max-memory allows \(bytes >> 20). Allow more, or fewer "
                + "--threads.")
    }
}

/// What the kernel says of this process.
enum ProcessMemory {
    /// The most that was ever resident, in bytes.
    static var peak: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
        return kilobytes << 10
    }
}
