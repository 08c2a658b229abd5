internal import Synchronization

/// Set while a command runs as a trial of a sweep: what it says and tells is muted, its progress and warnings are not,
/// and its run is recorded as one of the sweep's.
final class SweepTrial: Sendable {
    @TaskLocal static var current: SweepTrial?

    /// The sweep's name.
    let sweep: String
    /// The words that repeat the trial by hand.
    let commandLine: [String]
    private let recorded = Mutex<String?>(nil)

    init(sweep: String, commandLine: [String]) {
        self.sweep = sweep
        self.commandLine = commandLine
    }

    /// The run that the command was recorded as; `nil` until it is.
    var runID: String? {
        get { recorded.withLock { $0 } }
        set { recorded.withLock { $0 = newValue } }
    }
}
