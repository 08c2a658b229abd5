internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Reporting

struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "The part that runs on the nodes of a cluster.",
        discussion: """
            Example:
              aerial worker bundle --out aerial-worker.tar.gz
            """,
        subcommands: [WorkerBundleCommand.self])
}

struct WorkerBundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Pack aerial-worker with all it needs beyond the C library.",
        discussion: """
            The archive runs unpacked into any folder on Linux machines with glibc 2.36 or newer: aerial-worker in it \
            starts the worker. 'score --spark' ships it by itself; unpack it on the nodes, and name it with --worker, to \
            save that.

            Example:
              aerial worker bundle --out aerial-worker.tar.gz
            """)

    @Option(help: ArgumentHelp("Where to write; ends in .tar.gz.", valueName: "file"))
    var out: String

    @OptionGroup var overwrite: OverwriteOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard out.hasSuffix(".tar.gz") || out.hasSuffix(".tgz") else {
            throw ValidationError("--out takes a name that ends in .tar.gz, not '\(out)'.")
        }
    }

    func run() throws {
        try OutputRule(inputs: [], policy: overwrite.policy()).check([OutputFilePlan(out, .unmarked)])
        try OutputPlace.check(out)
        let summary = try WorkerBundle.write(to: out, observer: common.console)
        guard !common.json else { return try Output.writeJSON(summary) }
        try Output.write(
            TextTable(
                columns: [.text("Bundle"), .number("MB"), .number("Unpacked MB"), .number("Libraries")],
                rows: [
                    [
                        summary.out, "\(summary.bytes >> 20)", "\(summary.unpackedBytes >> 20)",
                        "\(summary.libraries)",
                    ]
                ]
            ).rendered())
    }
}
