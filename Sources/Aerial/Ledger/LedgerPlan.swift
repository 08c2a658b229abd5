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

        /// Names of files stand in both, and a folder may hold two that differ in their bytes alone.
        package static func == (one: Entry, other: Entry) -> Bool {
            ExactName(one.name) == ExactName(other.name) && ExactName(one.value) == ExactName(other.value)
        }
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
                ("--aoi", try area.map { "\($0) \(try Self.checksums(ofArea: $0))" } ?? "none"),
            ] + inputs)
    }

    /// Of an outline's file, and of those that say with it what is where: a shapefile's `.prj`, a table's `.map`.
    static func checksums(ofArea path: String) throws -> String {
        let parts = DatasetFiles.parts(of: path).filter { part in
            FileKind.isRegular(part) && !indexEndings.contains((part as NSString).pathExtension.lowercased())
        }
        let others = Set(parts).subtracting([path]).sortedNames()
        return try ([path] + others).map(FileChecksum.sha256(ofFile:)).joined(separator: " ")
    }

    /// Programs make indexes of what is there.
    private static let indexEndings: Set = ["qix", "sbn", "sbx", "cpg", "idm", "ind"]

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
        return (entries + other.entries).first { own[ExactName($0.name)] != others[ExactName($0.name)] }?
            .name
    }

    private var dictionary: [ExactName: ExactName] {
        Dictionary(
            entries.map { (ExactName($0.name), ExactName($0.value)) }, uniquingKeysWith: { first, _ in first }
        )
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
        var states = local(path) + beside(path)
        // A virtual raster stays the same when what it reads changes.
        let sources = sources(of: path)
        if !sources.isEmpty {
            let list = sources.sorted().map { "\($0) \(local($0))\(beside($0))" }.joined(separator: "\n")
            states += ", sources \(FileChecksum.sha256(of: list))"
        }
        return states
    }

    /// A picture's, with what an `.aux.xml` beside it says: of scenes that is known by what was read of them, of a picture nothing is.
    static func ofPicture(_ path: String) -> String { of(path) + auxiliary(path + ".aux.xml") }

    /// What was laid beside a file of this machine changes its numbers: a mask says which pixels count, and overviews that average
    /// are read where they are fine enough.
    private static func beside(_ path: String) -> String {
        [("mask", ".msk"), ("overviews", ".ovr")].map { what, ending in
            let state = local(path + ending)
            return state.isEmpty ? "" : ", \(what) \(state)"
        }.joined()
    }

    private static let mostAuxiliaryBytes = 1 << 20

    /// Programs that show a file lay statistics beside it, which change nothing.
    private static func auxiliary(_ path: String) -> String {
        let state = local(path)
        guard !state.isEmpty else { return "" }
        guard let data = FileManager.default.contents(atPath: path), data.count <= mostAuxiliaryBytes else {
            return ", .aux.xml \(state)"
        }
        let text = String(decoding: data, as: UTF8.self)
            .replacing(/<Histograms>.*?<\/Histograms>/.dotMatchesNewlines(), with: "")
            .replacing(/<MDI key="STATISTICS_[^"]*">[^<]*<\/MDI>/, with: "")
            .replacing(/>\s+</, with: "><")
            .replacing(/<Metadata[^>]*><\/Metadata>/, with: "")
            .replacing(/<PAMRasterBand[^>]*><\/PAMRasterBand>/, with: "")
            .replacing(/<PAMDataset[^>]*><\/PAMDataset>/, with: "")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? "" : ", .aux.xml \(FileChecksum.sha256(of: text))"
    }

    private static func local(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "" }
        return "\(status.st_size) bytes, changed \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }

    /// The files that a virtual raster reads, and those that they read; what lies beside a file is told with it.
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
