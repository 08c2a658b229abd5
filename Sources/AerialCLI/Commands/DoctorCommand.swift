internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Classical
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
internal import Reporting
internal import Scoring
internal import TorchRuntime

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "What this machine has and lacks: engines, versions, instruction sets, devices, weights.",
        discussion: """
            Ends with status 1 when something that commands need is missing.

            Example:
              aerial doctor
            """)

    @OptionGroup var common: CommonOptions

    func run() throws {
        let findings = [Machine.findings(), Engines.findings(), WeightFiles.findings()].flatMap { $0 }
        if common.json {
            try Output.writeJSON(
                ["program": AerialVersion.programName].merging(
                    findings.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }))
        } else {
            let rows = findings.map {
                [$0.isGood ? "ok" : $0.isNeeded ? "MISSING" : "-", $0.title, $0.value]
            }
            try Output.write(
                TextTable(columns: [.text(""), .text("What"), .text("Found")], rows: rows).rendered())
            for finding in findings {
                if let remedy = finding.remedy { try Output.write("\n\(finding.title): \(remedy)") }
            }
        }
        if findings.contains(where: { !$0.isGood && $0.isNeeded }) { throw ExitCode.failure }
    }
}

/// One thing that was looked for.
struct Finding {
    let key: String
    let title: String
    let value: String
    var isGood = true
    var isNeeded = true
    /// What to do about it.
    var remedy: String?
}

private enum Machine {
    /// Instruction sets that engines make use of, as the kernel names them.
    private static let instructionSets = [
        "avx2", "fma", "f16c", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_bf16", "amx_int8",
    ]

    static func findings() -> [Finding] {
        let memory = Double(ProcessInfo.processInfo.physicalMemory) / 1_073_741_824
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let lines = info.split(separator: "\n")
        let model =
            lines.first { $0.hasPrefix("model name") }.map { $0.split(separator: ":").last ?? "" }
            ?? "unknown"
        let flags = Set(lines.first { $0.hasPrefix("flags") }.map { $0.split(separator: " ") } ?? [])
        let sets = instructionSets.filter { flags.contains(Substring($0)) }
        return [
            Finding(
                key: "processor", title: "processor",
                value:
                    "\(model.trimmingCharacters(in: .whitespaces)), \(ProcessInfo.processInfo.activeProcessorCount) cores, "
                    + String(format: "%.0f GB memory", memory)),
            Finding(
                key: "instructionSets", title: "instruction sets",
                value: sets.isEmpty ? "none that speed inference up" : sets.joined(separator: " ")),
        ]
    }
}

private enum Engines {
    private static let drivers = ["GTiff", "COG", "JP2OpenJPEG", "VRT", "PNG", "JPEG", "GPKG", "GeoJSON"]

    /// What OpenVINO calls the number formats, among other capabilities.
    private static let numberFormats = ["FP32", "BF16", "FP16", "INT8"]

    static func findings() -> [Finding] { [gdal(), openVINO(), torch(), xgboost()] }

    private static func gdal() -> Finding {
        let missing = drivers.filter { !GDALRuntime.hasDriver($0) }
        return Finding(
            key: "gdal", title: "GDAL",
            value: "\(GDALRuntime.version), imagery and maps"
                + (missing.isEmpty ? "" : ", without \(missing.joined(separator: " "))"),
            isGood: missing.isEmpty,
            remedy: missing.isEmpty ? nil : "this GDAL lacks drivers; install Debian's libgdal-dev.")
    }

    private static func openVINO() -> Finding {
        do {
            let version = try InferenceEngine.version().prefix { $0 != "-" }
            let numbers = try InferenceEngine.capabilities().filter(numberFormats.contains).joined(
                separator: " ")
            return Finding(
                key: "openvino", title: "OpenVINO",
                value: "\(version), scoring at \(try InferenceEngine.bestPrecision().shortName) "
                    + "(this processor computes \(numbers))")
        } catch {
            return Finding(
                key: "openvino", title: "OpenVINO", value: "did not start", isGood: false, remedy: "\(error)")
        }
    }

    private static func xgboost() -> Finding {
        do {
            let version = try XGBoostLibrary.load().version
            return Finding(key: "xgboost", title: "XGBoost", value: "\(version), forests")
        } catch {
            return Finding(
                key: "xgboost", title: "XGBoost", value: "did not load", isGood: false, isNeeded: false,
                remedy: "\(error)")
        }
    }

    private static func torch() -> Finding {
        do {
            let torch = try TorchLibrary.load()
            return Finding(
                key: "libtorch", title: "libtorch",
                value: "\(torch.version), training on the CPU"
                    + (torch.hasCUDA ? " and a CUDA device" : ", no CUDA device")
                    + (TorchLibrary.linearAlgebraKernels.map { "; OpenBLAS with its kernels for \($0)" } ?? "")
            )
        } catch {
            return Finding(
                key: "libtorch", title: "libtorch", value: "did not load", isGood: false, remedy: "\(error)")
        }
    }
}

private enum WeightFiles {
    static func findings() -> [Finding] {
        let store = WeightsStore()
        let entries = WeightsCatalog.pinned.map { entry in
            let path = store.path(of: entry)
            let isThere = FileManager.default.fileExists(atPath: path)
            return Finding(
                key: "weights." + entry.name, title: "weights \(entry.name)",
                value: isThere ? path : "not here",
                isGood: isThere, isNeeded: false,
                remedy: isThere ? nil : "aerial weights pull \(entry.name)")
        }
        return [Finding(key: "home", title: "weights folder", value: store.weightsDirectory)] + entries
    }
}
