internal import Aerial
internal import ArgumentParser
internal import Foundation

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "A workbench in the browser, and a service for programs.",
        discussion: """
            Shows what lies in the folders: imagery of both dates, maps, change, samples, models, runs. Candidates of change are \
            accepted or rejected there and samples labelled; every mark is on the disk at once, in marks.csv and sample.csv, \
            which 'change --marks' and 'area estimate' read. /api/openapi.json describes the service. Only this machine reaches \
            it, unless --host says otherwise; then requests need the token that is printed. Ctrl-C ends it.

            Examples:
              aerial serve demo --open
              aerial serve --host 0.0.0.0 --token-file token.txt county
            """)

    @Argument(help: ArgumentHelp("Folders to show; '.' is this one.", valueName: "folder"))
    var folders: [String] = ["."]

    @Option(help: ArgumentHelp("The port to listen at; 0 for any that is free.", valueName: "n"))
    var port = 8080

    @Option(
        help: ArgumentHelp("The address to listen at: 0.0.0.0 for all of this machine's.", valueName: "host"))
    var host = "127.0.0.1"

    @Option(
        help: ArgumentHelp(
            "A file with the token that requests need where --host lets others in, at least 16 letters, digits, '-' or '_'. "
                + "(default: a new one, which is printed)",
            valueName: "file"))
    var tokenFile: String?

    @Flag(help: "Open the page in the browser.")
    var open = false

    @OptionGroup var history: ServedHistoryOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError("--port takes a number from 0 to 65535.")
        }
    }

    func run() throws {
        guard let program = OwnProgram.path("aerial") else {
            throw CommandError("/proc is not there, by which the program finds itself.")
        }
        let settings = ServeSettings(
            folders: folders, host: host, port: port,
            token: try ServeToken.read(tokenFile) ?? ServeToken.new(),
            threads: common.threadCount, program: program, history: history.path)
        let (common, opens, isKept) = (common, open, tokenFile != nil)
        // Requests under way may end.
        Interruption.wait(seconds: 5)
        try ServerDoor.run(settings, common.console) { address in
            // A token of a file is known to those who may know it.
            let shown = isKept ? address.split(separator: "?").first.map(String.init) ?? address : address
            if common.json { try Output.writeJSON(["address": shown]) } else { try Output.write(shown) }
            common.console.say("serving \(settings.folders.joined(separator: ", ")); Ctrl-C ends it.")
            if opens { Self.open(address) }
        }
    }

    /// In the person's browser, if there is one.
    private static func open(_ address: String) {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        child.arguments = ["xdg-open", address]
        (child.standardOutput, child.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        do { try child.run() } catch { Console.remark("no browser could be opened: go to \(address)") }
    }
}

/// Which run history is shown beside those in the folders.
struct ServedHistoryOption: NamedHistory {
    @Option(
        help: ArgumentHelp(
            "The run history to show beside those in the folders; 'none' for none. (default: $AERIAL_RUNS, else runs.sqlite in "
                + "$AERIAL_HOME, else in ~/.cache/aerial)",
            valueName: "file"))
    var runs: String?

    func validate() throws { try checkIsHere() }
}

/// What lets a request in.
enum ServeToken {
    /// 32 letters and digits that nobody can guess.
    static func new() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        var generator = SystemRandomNumberGenerator()
        return String((0..<32).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }

    /// - Returns: `nil` without a file.
    static func read(_ path: String?) throws -> String? {
        guard let path else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandError("\(path) cannot be read. Write a token into it, or leave --token-file out.")
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard token.utf8.count >= 16,
            token.unicodeScalars.allSatisfy({
                $0.isASCII && (CharacterSet.alphanumerics.contains($0) || $0 == "-" || $0 == "_")
            })
        else {
            throw CommandError("\(path) holds no token: at least 16 letters, digits, '-' or '_' are one.")
        }
        return token
    }
}
