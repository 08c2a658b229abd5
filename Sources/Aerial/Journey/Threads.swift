internal import Foundation

/// How many threads a journey takes.
public enum Threads {
    /// One for each core that this process may use.
    public static var all: Int { ProcessInfo.processInfo.activeProcessorCount }
}
