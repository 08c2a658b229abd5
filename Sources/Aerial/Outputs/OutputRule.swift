internal import AerialCore
internal import Foundation
internal import Imagery

/// What a command may write, the same for all commands. An output is never an input, by whatever name or link. What
/// exists is replaced only with `--overwrite`, unless the command wrote it itself. Labels that a person filled in are
/// never replaced.
package struct OutputRule {
    private let inputs: InputFiles
    private let overwrites: Bool

    /// - Parameter inputs: every path that the journey reads.
    package init(inputs: [String?], policy: OutputPolicy) {
        self.inputs = InputFiles(inputs.compactMap { $0 } + policy.keeps)
        overwrites = policy.overwrites
    }

    /// - Parameter folder: the folder that the outputs lie in, where the command is given that.
    /// - Throws: ``CommandError`` before anything is written.
    package func check(_ outputs: [OutputFilePlan], in folder: String? = nil) throws {
        if let folder, let input = inputs.input(thatIs: folder) {
            throw CommandError(
                "\(folder) is what this command reads (\(input)): an output is never an input. Choose another folder."
            )
        }
        if let remote = outputs.map(\.path).first(where: RemotePlace.isRemote) {
            throw CommandError(
                "\(remote) is no place of this machine, and this output is written here alone. Write it to a folder here and copy "
                    + "it (aws s3 cp --recursive, gsutil, azcopy)."
            )
        }
        try checkNames(outputs)
        for output in outputs {
            if case .stream? = try? OutputTarget(output.path), output.kind.wholeFolder == nil {
                try checkStream(output)
            } else {
                try check(output)
                for side in output.kind.sideFiles(output.path) { try check(side) }
            }
        }
    }

    private func check(_ output: OutputFilePlan) throws {
        guard FileIdentity(ofFileAt: output.path) != nil else { return }
        if let kind = output.kind.wholeFolder {
            guard try !isEmptyFolder(output.path, of: kind) else { return }
            try checkFolder(output, of: kind)
        } else {
            try checkFile(output)
        }
        guard overwrites || output.kind.isOwn(output.path) else {
            let state =
                output.kind.wholeFolder.flatMap { $0.isRenewed ? nil : "is a \($0.name) already" }
                ?? "is there already, and this command did not write it, or not all of it"
            throw CommandError(
                "\(output.path) \(state). Choose another name, or pass --overwrite to replace it.")
        }
    }

    private func checkFile(_ output: OutputFilePlan) throws {
        if let input = inputs.input(thatIs: output.path) {
            throw CommandError(
                "\(output.path) is what this command reads (\(input)): an output is never an input. Choose another name."
            )
        }
        if let folder = inputs.folder(thatHolds: output.path), !isRenewed(output, below: folder) {
            throw CommandError(
                "\(output.path) lies in \(folder), which this command reads: an output is never an input. Choose another "
                    + "name.")
        }
        guard !FilledLabels.lie(in: output.path) else {
            throw CommandError(
                "\(output.path) holds labels that a person has filled in, which are never replaced. Choose another name, or "
                    + "move the file away.")
        }
    }

    /// Of what lies in an input folder, tables of its own are the command's to renew; pictures are read again.
    private func isRenewed(_ output: OutputFilePlan, below folder: String) -> Bool {
        !ImageFile.isImage(output.path) && output.kind.isOwn(output.path)
    }

    /// - Throws: ``CommandError`` for a file and for a folder of another kind.
    private func isEmptyFolder(_ path: String, of kind: FolderKind) throws -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["a file"]
        guard names.isEmpty || names.contains(kind.file) else {
            throw CommandError("\(path) is there already and is no \(kind.name). Choose another --out.")
        }
        return names.isEmpty
    }

    private func checkFolder(_ output: OutputFilePlan, of kind: FolderKind) throws {
        if let input = inputs.input(in: output.path) {
            throw CommandError(
                "\(output.path) would be replaced as a whole, and what this command reads lies in it (\(input)): an output is "
                    + "never an input. Choose another name.")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: output.path)) ?? []
        // What the folder is known by is the command's.
        let filled = names.sorted().first {
            $0 != kind.file && FilledLabels.lie(in: "\(output.path)/\($0)")
        }
        if let filled {
            throw CommandError(
                "\(output.path) would be replaced as a whole, and \(filled) in it holds labels that a person has filled in, which "
                    + "are never replaced. Move that file out of the folder, or choose another name.")
        }
    }

    private func checkStream(_ output: OutputFilePlan) throws {
        guard output.kind.streams else {
            throw CommandError(
                "\(output.path) is a pipe or a device, and a file of this kind is not written from its beginning to its end. "
                    + "Name a file, or write CSV, GeoJSON or text into it.")
        }
    }

    private func checkNames(_ outputs: [OutputFilePlan]) throws {
        var seen: Set<String> = []
        // What is written with an output takes its own name too: the style beside a map.
        for output in outputs.flatMap({ [$0] + $0.kind.sideFiles($0.path) }) {
            guard let target = Self.target(of: output) else { continue }
            guard seen.insert(target).inserted else {
                throw CommandError("two outputs have the name \(output.path). Give each its own.")
            }
        }
        for folder in outputs where folder.kind.wholeFolder != nil { try checkOutside(folder, outputs) }
    }

    /// What is put into a folder that is replaced as a whole is lost with it.
    private func checkOutside(_ folder: OutputFilePlan, _ outputs: [OutputFilePlan]) throws {
        guard let target = Self.target(of: folder),
            let inside = outputs.first(where: { Self.target(of: $0)?.hasPrefix(target + "/") == true })
        else { return }
        throw CommandError(
            "\(inside.path) would lie in \(folder.path), which is replaced as a whole. Write it beside the folder."
        )
    }

    /// The file or folder that an output's name leads to; `nil` for a pipe or a device.
    private static func target(of output: OutputFilePlan) -> String? {
        let target = try? OutputTarget(output.path)
        if case .stream? = target { return nil }
        let path = if case .file(let file)? = target { file } else { output.path }
        return URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
}
