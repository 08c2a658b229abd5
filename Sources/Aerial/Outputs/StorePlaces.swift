internal import AerialCore
internal import Foundation
internal import Imagery
internal import Networks

/// Where a journey's paths lie on this machine, while some of them are addresses in object stores: models, datasets and tables
/// are fetched, outputs are made here and sent when they are whole. Paths of this machine stay what they are.
package final class StorePlaces {
    private let inputs: [String]
    private let writing: OutputPolicy
    private let observer: any JourneyObserver
    private var outputs: [StoredOutput] = []

    /// - Parameter reading: every path that the journey reads: an output is none of them.
    package init(reading inputs: [String?], writing: OutputPolicy, observer: any JourneyObserver) {
        self.inputs = inputs.compactMap(\.self) + writing.keeps
        self.writing = writing
        self.observer = observer
    }

    // MARK: - Inputs

    /// A model's folder.
    package func model(_ path: String) throws -> String {
        guard RemotePlace.isRemote(path) else { return path }
        return try FetchedFolder(path, names: ModelBundle.fileNames, kind: "model", observer: observer).path
    }

    /// A folder with all that lies in it.
    package func folder(_ path: String, kind: String) throws -> String {
        guard RemotePlace.isRemote(path) else { return path }
        return try FetchedFolder(path, kind: kind, observer: observer).path
    }

    /// A table or a class map that is read as a whole.
    package func file(_ path: String) throws -> String {
        RemotePlace.isRemote(path) ? try FetchedFolder.file(path, observer: observer) : path
    }

    // MARK: - Outputs

    /// A file that is made; what it brings along goes beside it.
    package func output(_ path: String, resumes: Bool = false) throws -> String {
        try output(path, kind: .file, resumes: resumes)
    }

    /// A folder that files are written into.
    package func output(folder path: String, resumes: Bool = false) throws -> String {
        try output(path, kind: .files, resumes: resumes)
    }

    /// A folder that is replaced as a whole.
    package func output(_ path: String, _ kind: OutputKind, resumes: Bool = false) throws -> String {
        guard let folder = kind.wholeFolder else { return try output(path, resumes: resumes) }
        return try output(path, kind: .whole(folder), resumes: resumes)
    }

    /// A model's folder that gets something more: a copy of it here, which takes the other's place.
    package func renewed(model path: String) throws -> String {
        guard RemotePlace.isRemote(path) else { return path }
        let fetched = try model(path)
        let folder = FolderKind(name: "model folder", file: "model.json")
        let output = try StoredOutput(path, kind: .whole(folder), overwrites: true)
        outputs.append(output)
        do { try FileManager.default.copyItem(atPath: fetched, toPath: output.local) } catch {
            throw CommandError.cannotWrite(output.local, error.fileReason)
        }
        return output.local
    }

    private func output(_ path: String, kind: StoredOutput.Kind, resumes: Bool) throws -> String {
        guard RemotePlace.isRemote(path) else { return path }
        try checkInputs(path, kind: kind)
        guard !outputs.contains(where: { $0.address == FetchedFolder.plain(path) }) else {
            throw CommandError("two outputs have the name \(path). Give each its own.")
        }
        let output = try StoredOutput(path, kind: kind, overwrites: writing.overwrites || resumes)
        outputs.append(output)
        return output.local
    }

    /// As ``OutputRule`` has it for files here.
    private func checkInputs(_ path: String, kind: StoredOutput.Kind) throws {
        let name = StoredOutput.plainName(of: path)
        for input in inputs.filter(RemotePlace.isRemote) {
            let read = StoredOutput.plainName(of: input)
            guard name != read, !name.hasPrefix(read + "/") else {
                throw CommandError(
                    "\(path) is or lies in what this command reads (\(input)): an output is never an input. Choose another name."
                )
            }
            if case .whole = kind, read.hasPrefix(name + "/") {
                throw CommandError(
                    "\(path) would be replaced as a whole, and what this command reads lies in it (\(input)): an output is "
                        + "never an input. Choose another name.")
            }
        }
    }

    // MARK: - The work

    /// Does the work and sends what it made. Messages name addresses, not the paths that stand for them here.
    package func complete<Value>(_ work: (any JourneyObserver) throws -> Value) throws -> Value {
        let value: Value
        do {
            value = try work(NamingObserver(base: observer, shown: shown))
        } catch {
            let text = "\(error)"
            let named = shown(text)
            throw named == text ? error : CommandError(named)
        }
        for output in outputs { try output.check(inputs: inputs) }
        try deliver()
        return value
    }

    private func deliver() throws {
        do { try StoreDelivery(outputs, observer: observer).run() } catch let error as JourneyCancelled {
            throw error
        } catch {
            throw CommandError(
                "\(error) The work is done and lies in \(outputs.map(\.place).joined(separator: ", ")): copy it from there."
            )
        }
        for output in outputs {
            output.clear()
            observer.say("Sent to \(output.address).")
        }
    }

    private var shown: @Sendable (String) -> String {
        let places = outputs.map { (local: $0.local, address: $0.address) }
        return { text in
            FetchedNames.shown(
                places.reduce(text) { $0.replacingOccurrences(of: $1.local, with: $1.address) })
        }
    }
}

/// Tells another observer, with addresses in the place of the paths that stand for them.
private struct NamingObserver: JourneyObserver {
    let base: any JourneyObserver
    let shown: @Sendable (String) -> String

    func say(_ line: String) { base.say(shown(line)) }
    func warn(_ line: String) { base.warn(shown(line)) }
    func show(_ progress: JourneyProgress) { base.show(progress) }
    var isCancelled: Bool { base.isCancelled }
}
