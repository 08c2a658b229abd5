internal import AerialCore
internal import Foundation

/// What a command says to the person who runs it: everything here goes to stderr, stdout is for data.
struct Console: Sendable {
    let isQuiet: Bool
    /// A sweep tells of its trials itself.
    private let isTrial = SweepTrial.current != nil

    /// One line of talk; silent with `--quiet`.
    func say(_ line: String) {
        if !isQuiet, !isTrial { Self.write(line) }
    }

    /// One line that `--quiet` does not silence.
    func warn(_ line: String) {
        Self.write("warning: " + line)
    }

    /// Why the command ends.
    func tell(_ message: String) { Self.write(message) }

    private static func write(_ line: String) {
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
