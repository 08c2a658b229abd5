internal import Foundation

/// The programs that lie beside this one.
enum OwnProgram {
    /// The path of one of them; `nil` where this one's own is not known.
    static func path(_ name: String) -> String? {
        guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        return (own as NSString).deletingLastPathComponent + "/" + name
    }

    /// This process goes on as another program, if that is there; returns otherwise. Signals that arrive before the other one
    /// listens wait for it.
    static func become(_ name: String, _ arguments: [String]) {
        guard let path = path(name), FileManager.default.isExecutableFile(atPath: path) else { return }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        HandledSignals.holdBack(Interruption.signals)
        execv(path, &words)
        HandledSignals.letThrough(Interruption.signals)
    }
}
