internal import Aerial
internal import AerialCore
internal import Foundation

/// What a command says to the person who runs it: everything here goes to stderr, stdout is for data.
struct Console: JourneyObserver {
    let isQuiet: Bool
    /// A sweep tells of its trials itself.
    private let isTrial = SweepTrial.current != nil
    private let line = ProgressLine()

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
    }

    /// One line of talk; silent with `--quiet`.
    func say(_ line: String) {
        if !isQuiet, !isTrial { Self.remark(line) }
    }

    /// One line that `--quiet` does not silence.
    func warn(_ line: String) {
        Self.remark("warning: " + line)
    }

    /// Progress, as a line that is redrawn.
    func show(_ progress: JourneyProgress) {
        if !isQuiet { line.show(progress) }
    }

    /// After Ctrl-C and SIGTERM.
    var isCancelled: Bool { Interruption.isRequested }

    static func remark(_ line: String) {
        // Nobody is left to tell when stderr is gone.
        try? FileHandle.standardError.write(contentsOf: Data((line.withVisibleControls + "\n").utf8))
    }
}

/// Writes a command's data to stdout.
enum Output {
    /// Nothing in a trial of a sweep, whose data are the sweep's.
    /// - Throws: ``CommandError`` when stdout takes no more, on a full disk say.
    static func write(_ text: String) throws {
        guard SweepTrial.current == nil else { return }
        do {
            try FileHandle.standardOutput.write(contentsOf: Data((text.withVisibleControls + "\n").utf8))
        } catch {
            throw CommandError("cannot write to stdout: \(error.fileReason). Check where it goes to.")
        }
    }

    /// One JSON object on one line, its keys sorted.
    static func writeJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try write(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
