internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
package import Scoring
internal import Synchronization

/// Everything that decides the rows of a scoring run, by name: a run is resumed only where all of it is the same.
package struct LedgerPlan: Codable, Equatable {
    package struct Entry: Codable, Equatable {
        /// As a sentence names it, `--bands` say.
        package let name: String
        package let value: String
    }

    private(set) var entries: [Entry]

    package init(_ entries: [(String, String)]) {
        self.entries = entries.map { Entry(name: $0.0, value: $0.1) }
    }

    /// What both kinds of input share.
    package init(model: TrainedModel, inputs: [(String, String)], bands: [Int]? = nil, area: String? = nil)
        throws
    {
        let checksums = try ModelBundle.decidingFileNames.map { "\(model.path)/\($0)" }
            .filter { FileManager.default.fileExists(atPath: $0) }.map(FileChecksum.sha256(ofFile:))
        self.init(
            [
                ("the program", AerialVersion.programName), ("the engine", try InferenceEngine.version()),
                ("the processor", try InferenceEngine.processorName()),
                ("the model", checksums.joined(separator: " ")), ("--precision", model.precisionName),
                ("--detail", model.cellsPerSide.map { "\($0) cells a side" } ?? "none"),
                ("--bands", bands.map { $0.map(String.init).joined(separator: ",") } ?? "as the files say"),
                ("--aoi", try area.map { "\($0) \(try FileChecksum.sha256(ofFile: $0))" } ?? "none"),
            ] + inputs)
    }

    /// With further things that decide the rows.
    package func adding(_ entries: [(String, String)]) -> LedgerPlan {
        LedgerPlan(self.entries.map { ($0.name, $0.value) } + entries)
    }

    /// Without what differs from node to node of a cluster.
    package var withoutMachine: LedgerPlan {
        LedgerPlan(
            entries.filter { !["the engine", "the processor"].contains($0.name) }.map { ($0.name, $0.value) })
    }

    /// The name of the first entry that the other plan does not have with the same value.
    package func firstDifference(from other: LedgerPlan) -> String? {
        let (own, others) = (dictionary, other.dictionary)
        return (entries + other.entries).first { own[$0.name] != others[$0.name] }?.name
    }

    private var dictionary: [String: String] {
        Dictionary(entries.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

/// What tells that a file is still the one it was, without reading it.
package enum FileState {
    private static let known = Mutex<[String: String]>([:])

    /// What a listing said of a file that lies elsewhere.
    static func remember(_ path: String, as state: String) { known.withLock { $0[path] = state } }

    /// Size and time of the last change, or a store's version of a file; empty for what is neither.
    package static func of(_ path: String) -> String {
        if RemotePlace.isRemote(path) {
            if let state = known.withLock({ $0[path] }) { return state }
            let object = try? RemoteStore.object(at: path, named: path)
            return object.map { "\($0.bytes) bytes, \($0.version)" } ?? ""
        }
        var states = local(path)
        // A mask that was laid beside it changes which pixels count.
        let mask = local(path + ".msk")
        if !mask.isEmpty { states += ", mask \(mask)" }
        // A virtual raster stays the same when what it reads changes.
        let sources = sources(of: path)
        if !sources.isEmpty {
            let list = sources.sorted().map { "\($0) \(local($0))" }.joined(separator: "\n")
            states += ", sources \(FileChecksum.sha256(of: list))"
        }
        return states
    }

    private static func local(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "" }
        return "\(status.st_size) bytes, changed \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }

    /// The files that a virtual raster reads, and those that they read; statistics and overviews that programs lay beside a file
    /// do not count.
    private static func sources(of path: String) -> Set<String> {
        var (found, waiting) = (Set<String>(), [path])
        while let next = waiting.popLast() {
            guard next.lowercased().hasSuffix(".vrt") else { continue }
            let parts = DatasetFiles.parts(of: next).filter { part in
                part != path && ![".aux.xml", ".ovr"].contains(where: part.hasSuffix)
            }
            waiting += parts.filter { found.insert($0).inserted }
        }
        return found
    }
}
