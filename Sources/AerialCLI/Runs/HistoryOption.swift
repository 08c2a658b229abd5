internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Networks
internal import RunHistory

/// A run history that `--runs` or `AERIAL_RUNS` names.
protocol NamedHistory: ParsableArguments {
    /// What `--runs` says; `nil` without it.
    var runs: String? { get }
}

extension NamedHistory {
    /// `nil` for `none`.
    var path: String? {
        switch runs ?? ProcessInfo.processInfo.environment["AERIAL_RUNS"] {
        case "none": nil
        case let path?: path
        case nil: WeightsStore().directory + "/runs.sqlite"
        }
    }

    /// - Throws: an error for a history in a store.
    func checkIsHere() throws {
        try OutputPlace.checkIsHere(path, for: "runs (--runs, AERIAL_RUNS)")
    }
}

/// Which run history is meant.
struct HistoryOption: NamedHistory {
    @Option(
        help: ArgumentHelp(
            "The run history; 'none' to record nothing. (default: $AERIAL_RUNS, else runs.sqlite in $AERIAL_HOME, else "
                + "in ~/.cache/aerial)",
            valueName: "file"))
    var runs: String?

    @Option(
        help: ArgumentHelp(
            "Also send the run to this MLflow server when it ends. (default: $MLFLOW_TRACKING_URI)",
            valueName: "url"))
    var mlflow: String?

    func validate() throws {
        try checkIsHere()
        guard let mlflow, !mlflow.isEmpty else { return }
        if let reason = Self.refusal(ofServer: mlflow) { throw ValidationError(reason) }
        guard path != nil else {
            throw ValidationError(
                "--mlflow sends what the run history holds, and none is kept: leave out --runs none, or --mlflow."
            )
        }
    }

    /// Why nothing can be sent to such an address; `nil` for one that looks right.
    static func refusal(ofServer address: String) -> String? {
        do { _ = try MLflowServer(address: address, environment: [:]) } catch { return "\(error)" }
        return nil
    }

    /// `nil` when runs stay on this machine.
    var serverAddress: String? {
        let named = mlflow ?? ProcessInfo.processInfo.environment["MLFLOW_TRACKING_URI"]
        return named?.isEmpty == false ? named : nil
    }
}

/// Which run history is looked at: nothing is recorded or sent.
struct ReadHistoryOption: NamedHistory {
    @Option(
        help: ArgumentHelp(
            "The run history to look at. (default: $AERIAL_RUNS, else runs.sqlite in $AERIAL_HOME, else in "
                + "~/.cache/aerial)",
            valueName: "file"))
    var runs: String?

    func validate() throws { try checkIsHere() }

    /// The history; it must be there.
    func open() throws -> RunHistory {
        guard let path else {
            throw ValidationError(
                "'none' (--runs or AERIAL_RUNS) is no run history. Name its file: --runs runs.sqlite.")
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError("no run was recorded in \(path) yet. Name another file with --runs.")
        }
        return try RunHistory(path: path)
    }
}
