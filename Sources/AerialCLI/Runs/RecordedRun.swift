internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import RunHistory

/// A command's work, recorded: what it was asked, what went in and came out, what it found and how it ended.
///
/// A history that cannot be written costs a warning, never the work.
struct RecordedRun {
    private let recorder: RunRecorder
    private let inputs: [String]
    private let outputs: [String]
    private let history: HistoryOption
    private let console: Console
    /// Where the run is sent when it has ended; `nil` for nowhere.
    private let serverAddress: String?

    /// - Parameters:
    ///   - command: the command, its options parsed.
    ///   - inputs: files and folders that it reads.
    ///   - outputs: files and folders that it makes.
    ///   - name: what it is called where its own name says too little, `area design` say.
    init(
        of command: any ParsableCommand, named name: String? = nil, history: HistoryOption, console: Console,
        inputs: [String], outputs: [String]
    ) {
        let trial = SweepTrial.current
        let parameters = RecordedParameters.parameters(of: command)
            .filter { !RecordedParameters.incidental.contains($0.key) }
        let description = RunDescription(
            command: name ?? type(of: command).configuration.commandName ?? "", parameters: parameters,
            commandLine: trial?.commandLine.map(RecordedWords.hidingSecrets) ?? RecordedWords.commandLine,
            folder: FileManager.default.currentDirectoryPath,
            environment: history.path == nil ? [:] : RunEnvironment.facts(), sweep: trial?.sweep)
        recorder = RunRecorder(path: history.path, description: description) { console.warn($0) }
        trial?.runID = recorder.runID
        self.history = history
        self.inputs = inputs
        self.outputs = outputs
        self.console = console
        let named = history.path == nil ? nil : history.serverAddress
        // The option is refused with the words; what the environment says may be meant for other programs.
        let refusal = named.flatMap(HistoryOption.refusal)
        if let refusal, trial == nil {
            console.warn(
                "this run will stay on this machine, MLFLOW_TRACKING_URI names no server that it can be sent to: "
                    + RecordedWords.hidingSecrets(refusal))
        }
        serverAddress = refusal == nil ? named : nil
    }

    func run(_ work: (RunRecorder) throws -> Void) throws {
        do {
            try work(recorder)
        } catch let code as ExitCode where code == .doneWithRejections {
            finish()
            throw code
        } catch {
            let error = CommandError.inWords(error)
            recorder.finish(error: RecordedWords.hidingSecrets("\(error)"))
            mirror()
            throw error
        }
        finish()
    }

    /// Files are looked at when the work is done, so that a long reading of inputs delays nothing.
    private func finish() {
        guard let id = recorder.runID else { return }
        recorder.add(
            inputs.map { FileFacts.of($0, role: .input) } + outputs.map { FileFacts.of($0, role: .output) })
        recorder.finish(error: nil)
        console.say("Recorded as run \(id); 'aerial runs show \(id)' shows it again.")
        mirror()
    }

    /// Sends what was recorded to the team's server, if there is one; a server that is away costs a warning.
    private func mirror() {
        guard let id = recorder.runID, let path = history.path, let serverAddress else { return }
        do {
            try MLflowSending(history: RunHistory(path: path), address: serverAddress).send(id)
            console.say("Sent to \(RecordedWords.hidingSecrets(serverAddress)).")
        } catch {
            console.warn(RecordedWords.hidingSecrets("\(error)"))
        }
    }
}
