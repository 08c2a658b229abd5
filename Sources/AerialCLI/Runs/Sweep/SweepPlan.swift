internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation

/// What a sweep is asked to try, checked: every setting is one that its command takes.
struct SweepPlan {
    enum Method: String, CaseIterable {
        case grid
        case random
        case halving
    }

    let name: String
    let command: SweptCommand
    let dataset: String
    let ranking: SweepRanking
    /// The same in every trial.
    let options: SweepSetting
    /// In the order in which they are tried.
    let settings: [SweepSetting]
    /// What the trials of each round are given; one empty round when nothing is halved.
    let rounds: [SweepSetting]
    /// Runs a trial.
    let runner: SweepRunner

    init(file path: String, runner: SweepRunner) throws {
        self.runner = runner
        let file = try SweepFile(path: path)
        name =
            try file.text("name") ?? ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        command = try file.choice("command") ?? .transfer
        guard let dataset = try file.text("dataset") else { throw file.problem("names no 'dataset'.") }
        self.dataset = dataset
        ranking = try file.choice("rank-by") ?? .validationLoss
        let given = try file.options("options")
        options = command.options.with(given)
        let ranges = try file.ranges("parameters")
        try Self.check(ranges: ranges, options: options, file: file)
        let method: Method = try file.choice("method") ?? .grid
        settings = try Self.settings(ranges, method: method, file: file)
        rounds = method == .halving ? try Self.rounds(of: command, file: file) : [.standard]
        try Self.check(rounds: rounds, ranges: ranges, options: given, file: file)
        for round in rounds {
            for setting in [.standard] + settings { try check(setting, round: round, file: file) }
        }
    }

    /// The words of a trial, without `--out`: what makes it this trial and no other.
    func words(for setting: SweepSetting, round: SweepSetting) -> [String] {
        [command.rawValue, dataset] + options.with(round).with(setting).arguments
    }

    private static func check(
        ranges: [String: SweepRange], options: SweepSetting, file: SweepFile
    ) throws {
        guard !ranges.isEmpty else { throw file.problem("has no 'parameters' to try.") }
        if let name = Set(ranges.keys).union(options.values.keys).intersection(SweptCommand.reserved).min() {
            throw file.problem("names '\(name)', which the sweep sets itself.")
        }
        try checkProcesses(Set(ranges.keys).union(options.values.keys), file: file)
        if let name = Set(ranges.keys).intersection(SweptCommand.judging).min() {
            throw file.problem(
                "varies '\(name)': settings would be judged on different tiles. Put it under 'options'.")
        }
    }

    private static func checkProcesses(_ names: Set<String>, file: SweepFile) throws {
        guard let name = names.intersection(SweptCommand.launching).min() else { return }
        throw file.problem(
            "names '\(name)': the trials of a sweep train in one process each, on all threads. Take it out, and train with the "
                + "best setting in several processes afterwards.")
    }

    /// What rounds give, nothing else gives: only one of the two would hold, and the table would name the other.
    private static func check(
        rounds: [SweepSetting], ranges: [String: SweepRange], options: SweepSetting, file: SweepFile
    ) throws {
        let names = Set(rounds.flatMap(\.values.keys))
        if let name = names.intersection(SweptCommand.reserved).min() {
            throw file.problem("names '\(name)', which the sweep sets itself.")
        }
        try checkProcesses(names, file: file)
        for (key, given) in [("parameters", Set(ranges.keys)), ("options", Set(options.values.keys))] {
            guard let name = names.intersection(given).min() else { continue }
            let values = rounds.compactMap { $0.values[name] }.joined(separator: ", ")
            throw file.problem(
                "gives '\(name)' under '\(key)', and the rounds of halving give it too (\(values)). Take it out there, and say "
                    + "under 'rounds' what rounds give.")
        }
    }

    /// Each is a training of minutes to hours.
    private static let mostTrials = 1000

    private static func settings(
        _ ranges: [String: SweepRange], method: Method, file: SweepFile
    ) throws -> [SweepSetting] {
        guard method == .grid else {
            let count: Int = try file.wholeNumber("trials") ?? 12
            guard (1...mostTrials).contains(count) else {
                throw file.problem("asks for \(count) trials: a sweep has from 1 to \(mostTrials) of them.")
            }
            return ranges.draws(count, seed: try file.wholeNumber("seed") ?? 7)
        }
        let areListed = ranges.values.allSatisfy { if case .listed = $0 { true } else { false } }
        let count = ranges.combinationCount
        guard !areListed || count <= mostTrials else {
            let number = count == .max ? "more combinations than can be counted" : "\(count) combinations"
            throw file.problem(
                "has \(number), and a sweep tries at most \(mostTrials) settings. Shorten the lists, or use 'method: "
                    + "random' with 'trials'.")
        }
        guard let settings = ranges.combinations else {
            throw file.problem(
                "has a range {from, to}, of which a grid cannot try everything. Give a list, or 'method: random'."
            )
        }
        return settings
    }

    private static func rounds(of command: SweptCommand, file: SweepFile) throws -> [SweepSetting] {
        let given = try file.ranges("rounds")
        guard let (option, range) = given.first else {
            return command.rounds.values.map { SweepSetting(values: [command.rounds.option: $0]) }
        }
        guard given.count == 1, case .listed(let values) = range else {
            throw file.problem(
                "needs one option with a list under 'rounds', for example 'epochs: [2, 6, 18]'.")
        }
        let numbers = values.compactMap { Double($0) }
        // The last round decides: it is to be the one that knows the most.
        if numbers.count == values.count, zip(numbers, numbers.dropFirst()).contains(where: { $0 >= $1 }) {
            throw file.problem(
                "has rounds of '\(option)' that do not grow (\(values.joined(separator: ", "))). Order them from the least to the most."
            )
        }
        return values.map { SweepSetting(values: [option: $0]) }
    }

    /// Has the command itself look at the options before any trial runs.
    private func check(_ setting: SweepSetting, round: SweepSetting, file: SweepFile) throws {
        let words = words(for: setting, round: round) + ["--out", "trial"]
        if let complaint = runner.complaint(words) {
            throw file.problem(
                "asks for what '\(command.rawValue)' does not take (\(setting.with(round).text)): \(complaint)"
            )
        }
    }
}
