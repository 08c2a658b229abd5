internal import Glibc

/// What ends the worker: its exit status and its last words.
struct WorkerExit: Error {
    /// Of `sysexits.h` where there is one.
    enum Status: Int32 {
        case done = 0
        case usage = 64
        case job = 65
        /// This machine does not reach the imagery.
        case imagery = 66
        case model = 70
        /// Nobody takes the answers any more.
        case outputClosed = 74
        case orphaned = 75
    }

    let status: Status
    let reason: String

    init(_ status: Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    /// Runs `body` and gives what it throws this status.
    static func guarding<Value>(_ status: Status, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let exit as WorkerExit { throw exit } catch {
            throw WorkerExit(status, "\(error)")
        }
    }
}

/// The worker's talk: stderr, a line a time.
enum Talk {
    static func say(_ text: String) {
        let line = Array("aerial-worker: \(text)\n".utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// This machine's, for messages that are read elsewhere.
    static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "this machine" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
