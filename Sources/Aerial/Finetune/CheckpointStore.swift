internal import AerialCore
internal import Foundation
internal import Networks

/// A folder of checkpoints, each a folder that appears whole or not at all: `checkpoint.json`, `state.safetensors` and,
/// once there is one, `best.safetensors`. The last few are kept. What else lies in the folder is somebody's and stays.
struct CheckpointStore {
    let folder: String
    let identity: TrainingIdentity
    /// The newest one stays, however few are asked for.
    let kept: Int

    private static let prefix = "step-"
    private static let partialMark = ".partial-"
    private static let formatVersion = 1

    private struct Facts: Codable {
        let formatVersion: Int
        let identity: TrainingIdentity
        let progress: TrainingProgress
    }

    /// `step-00000100`: the digits say how many steps were taken.
    private static func name(ofStep count: Int) -> String {
        let digits = String(count)
        return prefix + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// How many steps a checkpoint's name says; `nil` for any other name.
    private static func steps(inName name: String) -> Int? {
        guard name.hasPrefix(prefix), let count = Int(name.dropFirst(prefix.count)), count >= 0 else {
            return nil
        }
        return self.name(ofStep: count) == name ? count : nil
    }

    /// Names of whole checkpoints, oldest first.
    private static func names(in folder: String) -> [String] {
        contents(of: folder).compactMap { name in
            steps(inName: name).flatMap { FileKind.isFolder("\(folder)/\(name)") ? (name, $0) : nil }
        }.sorted { $0.1 < $1.1 }.map(\.0)
    }

    private static func contents(of folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// Whether a folder has none, or is not there.
    static func isEmpty(_ folder: String) -> Bool { names(in: folder).isEmpty }

    private var names: [String] { Self.names(in: folder) }

    var isEmpty: Bool { names.isEmpty }

    /// - Throws: ``CommandError``; earlier checkpoints stay.
    func save(_ progress: TrainingProgress, state: NetworkWeights, best: NetworkWeights?) throws {
        let path = "\(folder)/\(Self.name(ofStep: progress.stepCount))"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let staging = try StagingFolder(for: path)
            try write(progress, state: state, best: best, to: URL(fileURLWithPath: staging.path))
            try staging.commit()
        } catch {
            removeEmptyFolder()
            let reason = (error as? CommandError)?.description ?? "\(error.fileReason)."
            throw CommandError(
                "cannot write the checkpoint \(path): \(reason) Earlier checkpoints are kept. Make room and go on "
                    + "with --resume.")
        }
        // Those of another training that this one did not go on from may have more steps.
        let saved = Self.name(ofStep: progress.stepCount)
        for name in names where name != saved && isOfAnother(name) { remove(name) }
        for name in names.dropLast(max(1, kept)) { remove(name) }
    }

    private func isOfAnother(_ name: String) -> Bool {
        facts(of: name).map { $0.identity != identity } ?? false
    }

    private func facts(of name: String) -> Facts? {
        try? JSONDecoder().decode(
            Facts.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)/checkpoint.json")))
    }

    private func write(
        _ progress: TrainingProgress, state: NetworkWeights, best: NetworkWeights?, to folder: URL
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let facts = Facts(formatVersion: Self.formatVersion, identity: identity, progress: progress)
        try encoder.encode(facts).write(to: folder.appendingPathComponent("checkpoint.json"))
        try state.safetensors().write(to: folder.appendingPathComponent("state.safetensors"))
        try best?.safetensors().write(to: folder.appendingPathComponent("best.safetensors"))
    }

    /// The newest checkpoint; `nil` when there is none.
    /// - Parameter passesOthers: one that belongs to another training counts as none.
    /// - Throws: ``CommandError`` when it belongs to another training or is damaged.
    func newest(graph: LayerGraph, passingOthers passesOthers: Bool = false) throws -> Checkpoint? {
        guard let name = names.last else { return nil }
        let path = "\(folder)/\(name)"
        guard let facts = facts(of: name), facts.progress.isPossible else {
            throw CommandError(
                "the checkpoint \(path) is damaged or of another version of Aerial. Remove it to go on "
                    + "from the one before, or remove \(folder) to begin anew.")
        }
        let differences = identity.differences(from: facts.identity)
        guard differences.isEmpty else {
            if passesOthers { return nil }
            throw CommandError(
                "\(path) belongs to another training: \(differences.joined(separator: ", ")) "
                    + "\(differences.count == 1 ? "differs" : "differ"). Repeat the first command with --resume, or remove "
                    + "\(folder) to begin anew.")
        }
        let best = path + "/best.safetensors"
        return Checkpoint(
            progress: facts.progress, state: try WeightsFile.read(from: path + "/state.safetensors"),
            best: FileManager.default.fileExists(atPath: best)
                ? NetworkWeights.load(try WeightsFile.read(from: best), for: graph).weights : nil)
    }

    /// What a killed program left half-written.
    func removeLeftovers() {
        for name in Self.contents(of: folder) where Self.isPartial(name) { remove(name) }
    }

    /// Hidden or not, it is called like a checkpoint before the mark.
    private static func isPartial(_ name: String) -> Bool {
        let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
        return plain.firstRange(of: partialMark).map { steps(inName: String(plain[..<$0.lowerBound])) != nil }
            ?? false
    }

    /// A finished training needs its checkpoints no more.
    func removeAll() {
        removeLeftovers()
        for name in names { remove(name) }
        removeEmptyFolder()
    }

    private func remove(_ name: String) { try? FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

    /// The system keeps a folder that holds something.
    private func removeEmptyFolder() { rmdir(folder) }
}
