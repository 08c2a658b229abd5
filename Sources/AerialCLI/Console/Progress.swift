internal import Foundation

/// Progress of work that takes longer than two seconds: one line that is redrawn on a terminal, a plain line every
/// ten seconds elsewhere.
final class Progress {
    private let console: Console
    private let title: String
    private let unit: String
    private let total: Int
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var lastDrawn: ContinuousClock.Instant
    private var hasDrawn = false
    private(set) var done = 0

    /// - Parameters:
    ///   - title: what is going on, "scoring" say.
    ///   - unit: what is counted, in the plural, "tiles" say.
    ///   - total: how many there will be.
    init(_ title: String, unit: String, total: Int, console: Console) {
        self.title = title
        self.unit = unit
        self.total = total
        self.console = console
        lastDrawn = start
    }

    var seconds: Double { Self.seconds(ContinuousClock.now - start) }

    func advance(by count: Int = 1) {
        done += count
        let now = ContinuousClock.now
        let pause = hasDrawn ? (isTerminal ? 0.2 : 10) : 2
        guard !console.isQuiet, Self.seconds(now - lastDrawn) >= pause else { return }
        lastDrawn = now
        hasDrawn = true
        draw(line)
    }

    deinit { finish() }  // an error's message starts on a fresh line too

    /// Clears the line; later talk starts on a fresh one.
    func finish() {
        guard hasDrawn, isTerminal else { return }
        hasDrawn = false
        try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8))
    }

    private var line: String {
        let rate = Double(done) / max(seconds, 1e-9)
        let left = rate > 0 ? Double(max(0, total - done)) / rate : 0
        let share = total > 0 ? 100 * done / total : 100
        return "\(title): \(done) of \(total) \(unit) (\(share) %), \(Self.rate(rate)) \(unit)/s, "
            + "\(Duration.readable(seconds: left)) left"
    }

    private func draw(_ text: String) {
        let bytes = isTerminal ? "\r\u{1B}[K" + text : text + "\n"
        try? FileHandle.standardError.write(contentsOf: Data(bytes.utf8))
    }

    private static func rate(_ value: Double) -> String {
        value >= 10 ? String(Int(value.rounded())) : String(format: "%.1f", value)
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}

extension Duration {
    /// `41 s`, `3 min 20 s`, `2 h 5 min`.
    static func readable(seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

/// Progress that several threads report to.
final class SharedProgress: @unchecked Sendable {  // every access holds `lock`
    private let lock = NSLock()
    private let progress: Progress

    init(_ progress: Progress) {
        self.progress = progress
    }

    /// Sets what is done, never backwards.
    func reach(_ done: Int) {
        lock.withLock { if done > progress.done { progress.advance(by: done - progress.done) } }
    }

    func finish() { lock.withLock { progress.finish() } }

    var seconds: Double { lock.withLock { progress.seconds } }
}
