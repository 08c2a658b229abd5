internal import ArgumentParser
internal import RunHistory

/// Which runs a command speaks of.
struct RunSelection: ParsableArguments {
    @Option(help: ArgumentHelp("Only runs of this command, 'transfer' say.", valueName: "command"))
    var command: String?

    @Option(help: "Only runs that ended so.")
    var status: RunStatus?

    @Option(help: ArgumentHelp("Only trials of this sweep.", valueName: "name"))
    var sweep: String?

    @Option(
        name: .customLong("where"), parsing: .upToNextOption,
        help: ArgumentHelp("Only runs whose parameter has this value.", valueName: "parameter=value"))
    var conditions: [ParameterCondition] = []

    var filter: RunFilter {
        let pairs = conditions.map { ($0.name, $0.value) }
        return RunFilter(
            command: command, status: status, sweep: sweep,
            parameters: Dictionary(pairs, uniquingKeysWith: { $1 }))
    }

    /// True when something narrows the runs down.
    var isGiven: Bool { filter != RunFilter() }
}

/// `backbone=resnet18`
struct ParameterCondition: ExpressibleByArgument {
    let name: String
    let value: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        name = String(parts[0])
        value = String(parts[1])
    }
}
