internal import Foundation

/// A process that cannot be taken for a later one with the same number: its host, number and time of start.
public struct ProcessIdentity: Sendable, Equatable {
    /// The machine's host name.
    public let host: String
    /// The number that the kernel gave it; a later process may have the same.
    public let processID: Int32
    /// The boot's id and the clock ticks since then at which the process started.
    public let start: String

    /// The process with this number on this machine; `nil` when there is none.
    public init?(processID: Int32) {
        guard let start = Self.start(of: processID) else { return nil }
        self.init(host: ProcessInfo.processInfo.hostName, processID: processID, start: start)
    }

    init(host: String, processID: Int32, start: String) {
        self.host = host
        self.processID = processID
        self.start = start
    }

    /// This process.
    public static let current =
        ProcessIdentity(processID: ProcessInfo.processInfo.processIdentifier)
        ?? ProcessIdentity(
            host: ProcessInfo.processInfo.hostName, processID: ProcessInfo.processInfo.processIdentifier,
            start: "")

    /// True when the process has ended for certain. A process of another machine, which cannot be asked, counts as
    /// alive.
    public var isGone: Bool {
        host == ProcessInfo.processInfo.hostName && Self.start(of: processID) != start
    }

    /// Field 22 of `/proc/PID/stat` after proc(5); the second, the program's name, may hold blanks and brackets.
    private static func start(of processID: Int32) -> String? {
        guard let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8),
            let stat = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
            let nameEnd = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: nameEnd)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return boot.trimmingCharacters(in: .whitespacesAndNewlines) + "/" + fields[19]
    }
}
