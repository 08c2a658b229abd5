import Aerial
import Foundation
import Synchronization

/// An observer that remembers what it is told, and may end the journey.
final class Recorder: JourneyObserver {
    private let state = Mutex(State())

    private struct State {
        var said: [String] = []
        var warnings: [String] = []
        var progress: [JourneyProgress] = []
        /// The title of the work at which the journey is to end.
        var endsAt: String?
        var isCancelled = false
    }

    init(endingAt title: String? = nil, isCancelled: Bool = false) {
        state.withLock {
            $0.endsAt = title
            $0.isCancelled = isCancelled
        }
    }

    var said: [String] { state.withLock { $0.said } }
    var warnings: [String] { state.withLock { $0.warnings } }
    var progress: [JourneyProgress] { state.withLock { $0.progress } }
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func say(_ line: String) { state.withLock { $0.said.append(line) } }
    func warn(_ line: String) { state.withLock { $0.warnings.append(line) } }
    func show(_ progress: JourneyProgress) {
        state.withLock {
            $0.progress.append(progress)
            if progress.title == $0.endsAt { $0.isCancelled = true }
        }
    }
}

/// A folder that goes when the last one lets go of it.
final class Scratch: Sendable {
    let path = NSTemporaryDirectory() + "aerial-test-\(UUID().uuidString)"

    init() { try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    subscript(name: String) -> String { "\(path)/\(name)" }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self[name]) }

    /// The names in a folder, hidden ones too.
    func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
    }
}
