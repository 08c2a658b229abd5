internal import Aerial
internal import Foundation

/// Draws the progress of work that takes longer than two seconds: one line that is redrawn on a terminal, a plain line
/// every ten seconds elsewhere.
final class ProgressLine: @unchecked Sendable {  // every access holds `lock`
    private let lock = NSLock()
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var isDrawn = false
    private var title: String?
    /// Of the work that is shown, in seconds since it began.
    private var lastDrawn = 0.0

    func show(_ progress: JourneyProgress) {
        lock.withLock { update(progress) }
    }

    private func update(_ progress: JourneyProgress) {
        if progress.isFinished { return clear() }
        if title != progress.title {
            clear()
            title = progress.title
        }
        let pause = isDrawn ? (isTerminal ? 0.2 : 10) : 2
        guard progress.seconds - lastDrawn >= pause else { return }
        lastDrawn = progress.seconds
        isDrawn = true
        write(isTerminal ? "\r\u{1B}[K" + Self.text(progress) : Self.text(progress) + "\n")
    }

    /// Later talk starts on a fresh line.
    private func clear() {
        if isDrawn, isTerminal { write("\r\u{1B}[K") }
        isDrawn = false
        title = nil
        lastDrawn = 0
    }

    private func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    private static func text(_ progress: JourneyProgress) -> String {
        let share = progress.total > 0 ? 100 * progress.done / progress.total : 100
        return "\(progress.title): \(progress.done) of \(progress.total) \(progress.unit) (\(share) %), "
            + "\(rate(progress.perSecond)) \(progress.unit)/s, "
            + "\(Duration.readable(seconds: progress.secondsLeft)) left"
    }

    private static func rate(_ value: Double) -> String {
        value >= 10 ? String(Int(value.rounded())) : String(format: "%.1f", value)
    }
}
