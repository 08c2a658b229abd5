internal import Aerial
internal import AerialCore
internal import ArgumentParser

/// The root of all commands.
struct AerialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aerial",
        abstract: "From aerial imagery to land-use maps that can be defended.",
        discussion: """
            The journey: imagery -> tiles (prepare) -> model (transfer, finetune) -> figures (evaluate) -> predictions (score) \
            -> map. stdout is data, stderr has messages and progress. Exit status: 0 done, 1 failed, 3 done but some inputs were \
            rejected, 64 wrong usage. Files and folders, read and written, may lie in object stores (s3://, gs://, az://) and be \
            read from web servers (https://). Nothing else is sent anywhere, \
            unless --mlflow or MLFLOW_TRACKING_URI names a server of yours; a catalogue of imagery gets the area's box.

            Example:
              aerial doctor
            """,
        version: AerialVersion.number,
        subcommands: [
            DoctorCommand.self, SynthCommand.self, ImageryCommand.self, PrepareCommand.self,
            DatasetCommand.self,
            WeightsCommand.self,
            TransferCommand.self, FinetuneCommand.self, SweepCommand.self, QuantizeCommand.self,
            ExportCommand.self,
            EvaluateCommand.self, ReviewCommand.self, SuggestCommand.self, ScoreCommand.self, MapCommand.self,
            ChangeCommand.self,
            AreaCommand.self,
            RunsCommand.self, ServeCommand.self, WorkerCommand.self,
        ])
}

extension SweepRunner {
    /// Trials are commands like any other.
    static let commandLine = SweepRunner(
        complaint: { words in
            do {
                _ = try AerialCommand.parseAsRoot(words)
                return nil
            } catch {
                return AerialCommand.message(for: error)
            }
        },
        run: { words in
            var command = try AerialCommand.parseAsRoot(words)
            try command.run()
        })
}
