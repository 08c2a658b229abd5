internal import Aerial
internal import AerialCore
internal import Foundation
internal import Imagery
internal import RunHistory

/// What a sweep keeps between its trials, so that it can be stopped and gone on with.
struct SweepFolder {
    let path: String

    private static let modelName = "model"
    private static let summaryName = "sweep.json"

    var model: String { "\(path)/\(Self.modelName)" }
    var summary: String { "\(path)/\(Self.summaryName)" }
    var featureCache: String { path + "/features" }
    private var trials: String { path + "/trials" }

    func trial(_ name: String) -> String { "\(trials)/\(name)" }

    /// What a sweep writes; the model is its own beside its summary or its trials.
    var outputs: [OutputFilePlan] {
        let isSweep = OutputKind(wholeFolder: FolderKind(name: "model folder", file: "model.json")) {
            [summary, trials] _ in
            [summary, trials].contains(where: FileManager.default.fileExists)
        }
        return [
            OutputFilePlan(model, isSweep),
            OutputFilePlan(summary, OutputKind { FileHead.text($0).contains("\"rankedBy\"") }),
        ]
    }

    /// Removes what a killed sweep left half-written.
    func prepare() throws {
        do {
            try FileManager.default.createDirectory(atPath: trials, withIntermediateDirectories: true)
        } catch {
            throw CommandError("cannot write \(path): \(error.fileReason).")
        }
        for name in try names() where name.contains(".partial-") { try remove(name) }
    }

    /// Removes the models of finished trials, except for one.
    func removeModels(except kept: String?) throws {
        for name in try names() where name != kept && isModel(name) { try remove(name) }
    }

    /// Removes what stands where a trial is about to put its model: one of a trial that was killed before its end was recorded, or of
    /// an earlier sweep.
    func removeModel(_ name: String) throws { if isModel(name) { try remove(name) } }

    /// Whether a trial's model is here, unchanged: other options give other models under the same name.
    /// - Parameter checksum: of the model's folder, as the trial recorded it.
    func holdsModel(_ name: String, checksum: String?) -> Bool {
        isModel(name) && checksum != nil && FileFacts.of(trial(name), role: .output).checksum == checksum
    }

    private func isModel(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: trial(name) + "/model.json")
    }

    /// Puts a copy of a trial's model where the sweep's result lies, together with the summary that tells of it.
    func publish(_ name: String, summary text: String) throws {
        try OutputSet.write(inFolder: path, wholes: [Self.modelName]) { folder in
            let copy = "\(folder)/\(Self.modelName)"
            do { try FileManager.default.copyItem(atPath: trial(name), toPath: copy) } catch {
                throw CommandError("cannot copy \(trial(name)) to \(copy): \(error.fileReason).")
            }
            try TextFile.write(text, to: "\(folder)/\(Self.summaryName)")
        }
    }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: trials) }

    private func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: trial(name)) }
}
