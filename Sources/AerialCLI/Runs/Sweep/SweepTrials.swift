internal import Aerial
internal import AerialCore
internal import ArgumentParser
internal import Foundation
internal import RunHistory

/// A setting that was tried.
struct TriedSetting: Equatable {
    let setting: SweepSetting
    let round: SweepSetting
    let runID: String
    /// `nil` when the trial failed.
    let score: SweepScore?
    /// On the held-out tiles, which have no part in any choice.
    let accuracy: Double?
    let evaluated: Int?
    let seconds: Double?
    let error: String?
    /// Of its model's folder, as the run recorded it; `nil` without one.
    let modelChecksum: String?
    /// Found in the history, not run again.
    let isRecalled: Bool

    /// What its model folder is called.
    var fileName: String { setting.with(round).fileName }
}

/// Runs trials, each as the command that it is, and remembers those that earlier runs of the sweep finished.
struct SweepTrials {
    private let plan: SweepPlan
    private let folder: SweepFolder
    private let historyPath: String
    private let history: RunHistory
    private let incidental: [String]
    private let finished: [[String]: Run]

    /// - Parameters:
    ///   - incidental: arguments that each trial gets beyond those that make it what it is.
    ///   - bring: has the dataset lie here, where it is an address: its trials are known again by its checksum.
    init(
        plan: SweepPlan, folder: SweepFolder, historyPath: String, incidental: [String],
        bring: (_ dataset: String) throws -> Void = { _ in }
    ) throws {
        self.plan = plan
        self.folder = folder
        self.historyPath = historyPath
        self.incidental =
            incidental + ["--runs", historyPath] + plan.command.thrift(featureCache: folder.featureCache)
        history = try RunHistory(path: historyPath)
        try bring(plan.dataset)
        let dataset = FileFacts.of(plan.dataset, role: .input)
        // The network's weights and the files of settings may be others by now under the same names.
        var present: [String: RunFile] = [dataset.path: dataset]
        func isAsItWas(_ file: RunFile) -> Bool {
            let now = present[file.path] ?? FileFacts.of(file.path, role: .input)
            present[file.path] = now
            return now == file
        }
        let runs = try history.runs(matching: RunFilter(status: .finished, sweep: plan.name)).filter { run in
            run.environment["aerial"] == AerialVersion.number && run.files.contains(dataset)
                && run.files.filter { $0.role == .input }.allSatisfy(isAsItWas)
        }
        finished = Dictionary(
            runs.map { (Self.words(of: $0), $0) }, uniquingKeysWith: { newest, _ in newest })
    }

    /// The trial as an earlier run of the sweep finished it; `nil` when none did.
    func recalled(_ setting: SweepSetting, round: SweepSetting) -> TriedSetting? {
        finished[plan.words(for: setting, round: round)].map {
            Self.result(of: $0, setting: setting, round: round, isRecalled: true)
        }
    }

    /// - Throws: ``CommandError`` when the trial could not be recorded; what the trial itself throws is in the result.
    func tried(_ setting: SweepSetting, round: SweepSetting) throws -> TriedSetting {
        if let recalled = recalled(setting, round: round) { return recalled }
        return try run(setting, round: round)
    }

    /// Runs the trial even if the history has it.
    func run(_ setting: SweepSetting, round: SweepSetting) throws -> TriedSetting {
        let name = setting.with(round).fileName
        let words = plan.words(for: setting, round: round) + ["--out", folder.trial(name)]
        try folder.removeModel(name)
        let trial = SweepTrial(sweep: plan.name, commandLine: ["aerial"] + words)
        var unrecorded = "its end could not be recorded in \(historyPath), so its figures are not known."
        do {
            try SweepTrial.$current.withValue(trial) {
                try plan.runner.run(words + incidental)
            }
        } catch {
            // A trial that was ended did not fail: the sweep ends with it, and goes on with it when it is run again.
            if Interruption.isRequested { throw JourneyCancelled() }
            // The history has the reason, too, if it could be written.
            guard trial.runID != nil else { throw error }
            unrecorded = "\(CommandError.inWords(error))"
        }
        guard let id = trial.runID else {
            throw CommandError(
                "the trials could not be recorded in \(historyPath), so the sweep cannot rank them. Name another file "
                    + "with --runs.")
        }
        return Self.result(
            of: try history.run(named: id), setting: setting, round: round, isRecalled: false,
            unrecorded: unrecorded)
    }

    /// - Parameter unrecorded: what is wrong with a run that the history takes for one that still goes on.
    private static func result(
        of run: Run, setting: SweepSetting, round: SweepSetting, isRecalled: Bool, unrecorded: String? = nil
    ) -> TriedSetting {
        let loss = run.metrics[SweepRanking.lossMetric]
        let score = loss.map { SweepScore(loss: $0, accuracy: run.metrics[SweepRanking.accuracyMetric] ?? 0) }
        return TriedSetting(
            setting: setting, round: round, runID: run.id, score: run.status == .finished ? score : nil,
            accuracy: run.metrics["accuracy"],
            evaluated: run.metrics["evaluated"].flatMap { Int(exactly: $0) },
            seconds: run.seconds, error: run.error ?? (run.status == .running ? unrecorded : nil),
            modelChecksum: run.files.first { $0.role == .output }?.checksum, isRecalled: isRecalled)
    }

    /// A run's words as the plan gives them: without the program and `--out FOLDER`, which stands last.
    private static func words(of run: Run) -> [String] { Array(run.commandLine.dropFirst().dropLast(2)) }
}
