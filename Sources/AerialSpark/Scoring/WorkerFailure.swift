internal import Aerial
internal import Foundation
internal import SparkConnect

/// What a worker said before it ended, found among Spark's messages about the tasks that it took down.
struct WorkerFailure: Equatable {
    let status: Int
    /// The last lines that it wrote to stderr.
    let words: String

    /// `nil` when the job failed of something else than a worker.
    init?(_ failure: ServerFailure) {
        guard
            let match = failure.text.firstMatch(
                of: /Subprocess exited with status (\d+)\. Error: ?([\s\S]*)/),
            let status = Int(match.1)
        else { return nil }
        self.status = status
        let lines = match.2.split(separator: "\n", omittingEmptySubsequences: true)
            .prefix { !$0.hasPrefix("\tat ") && !$0.hasPrefix("Driver stacktrace") && $0 != "." }
        words = lines.suffix(5).joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    init(status: Int, words: String) {
        self.status = status
        self.words = words
    }

    var error: CommandError {
        CommandError(
            "a worker on the cluster ended with \(status): \(words.isEmpty ? "without a word" : words)\(remedy)"
        )
    }

    private var remedy: String {
        switch status {
        case 126:
            "\nThe nodes may not run it: check that it is made for their processors and may be executed."
        case 127:
            "\nIt, or a library that it needs, is not on the nodes: check --worker, or leave it out to ship one."
        case 137:
            "\nIt was killed, as the kernel does when memory is short: give executors more memory overhead "
                + "(spark.executor.memoryOverhead), or fewer cores."
        default: ""
        }
    }
}
