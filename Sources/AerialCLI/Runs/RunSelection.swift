internal import Aerial
internal import ArgumentParser
internal import RunHistory

/// Which runs a command speaks of.
struct RunSelection: ParsableArguments {
    @Option(help: ArgumentHelp("Only runs of this command, for example transfer.", valueName: "command"))
    var command: String?

    @Option(help: "Only runs with this status.")
    var status: RunStatus?

    @Option(help: ArgumentHelp("Only trials of this sweep.", valueName: "name"))
    var sweep: String?

    @Option(
        name: .customLong("where"), parsing: .upToNextOption,
        help: ArgumentHelp("Only runs whose parameter has this value.", valueName: "parameter=value"))
    var conditions: [ParameterCondition] = []

    /// A parameter has one value: with two no run would meet both, and to go by one of them would show or prune others than asked.
    func validate() throws {
        let values = Dictionary(grouping: conditions, by: \.name).mapValues { Set($0.map(\.value)) }
        guard let name = values.filter({ $0.value.count > 1 }).keys.min() else { return }
        throw ValidationError(
            "--where names '\(name)' twice, with different values, and a run has one of them. Ask for each by itself."
        )
    }

    var filter: RunFilter {
        let pairs = conditions.map { ($0.name, $0.value) }
        return RunFilter(
            command: command, status: status, sweep: sweep,
            parameters: Dictionary(pairs, uniquingKeysWith: { $1 }))
    }

    /// A run that is named is meant whatever it is: conditions beside names would be passed over.
    /// - Throws: `ValidationError` for both.
    func check(beside names: [String]) throws {
        guard !names.isEmpty, isGiven else { return }
        throw ValidationError(
            "Name runs, or choose them with --sweep, --command, --status or --where; not both.")
    }

    /// True when something narrows the runs down.
    var isGiven: Bool { filter != RunFilter() }

    /// Why no run was found, where a name is one that no run has.
    /// - Parameter all: every run of the history.
    func remarkOnNone(of all: [Run]) -> String? {
        guard !all.isEmpty else { return nil }
        let asked: [(what: String, name: String?, known: [String])] =
            [("command", command, all.map(\.command)), ("sweep", sweep, all.compactMap(\.sweep))]
            + conditions.map { ("parameter", $0.name, all.flatMap(\.parameters.keys)) }
        for (what, name, known) in asked {
            let known = Set(known)
            guard let name, !known.contains(name) else { continue }
            let others = known.isEmpty ? "" : " There are: \(known.sorted().joined(separator: ", "))."
            return
                "There is no \(what) '\(name)' among the runs.\(Misspelling.hint(for: name, among: known))\(others)"
        }
        return nil
    }
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
