internal import Glibc

/// The lines of a file descriptor, with a limit on how long to wait for one. One thread at a time.
struct LineSource {
    enum Event: Equatable {
        /// Without its end.
        case line([UInt8])
        /// A line of more bytes than are taken in: its beginning.
        case tooLong([UInt8])
        /// No line came in time.
        case idle
        case end
    }

    private let descriptor: Int32
    private let longest: Int
    private var buffer: [UInt8] = []
    /// Where the next line begins in the buffer, and up to where there is no end of it.
    private var start = 0
    private var searched = 0
    private var hasEnded = false
    /// The beginning of a line whose rest is passed over.
    private var cut: [UInt8]?

    private static let beginning = 64
    private static let chunk = 1 << 16

    init(descriptor: Int32, longest: Int = 1 << 20) {
        self.descriptor = descriptor
        self.longest = longest
    }

    /// - Parameter deadline: waits for ever when `nil`.
    mutating func next(until deadline: ContinuousClock.Instant? = nil) throws -> Event {
        while true {
            if let line = takeLine() { return line }
            if hasEnded { return takeRest() }
            guard try awaitBytes(until: deadline) else { return .idle }
            try read()
        }
    }

    private mutating func takeLine() -> Event? {
        if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            defer {
                start = end + 1
                searched = start
            }
            return finished(buffer[start..<end])
        }
        if buffer.count - start > longest {
            if cut == nil { cut = Array(buffer[start...].prefix(Self.beginning)) }
            start = buffer.count
        }
        searched = buffer.count
        return nil
    }

    /// A last line may lack its end.
    private mutating func takeRest() -> Event {
        guard start < buffer.count || cut != nil else { return .end }
        defer { start = buffer.count }
        return finished(buffer[start...])
    }

    private mutating func finished(_ bytes: ArraySlice<UInt8>) -> Event {
        if let beginning = cut {
            cut = nil
            return .tooLong(beginning)
        }
        if bytes.count > longest { return .tooLong(Array(bytes.prefix(Self.beginning))) }
        return .line(Array(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes))
    }

    /// - Returns: false when the deadline has passed without any.
    private func awaitBytes(until deadline: ContinuousClock.Instant?) throws -> Bool {
        guard let deadline else { return true }
        while true {
            let (seconds, attoseconds) = (deadline - .now).components
            let milliseconds = max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&watched, 1, Int32(min(milliseconds, 60_000)))
            if count > 0 { return true }
            if count < 0, errno != EINTR { throw failure }
            if count == 0, deadline <= .now { return false }
        }
    }

    private mutating func read() throws {
        if start > 0 {
            buffer.removeSubrange(..<start)
            searched -= start
            start = 0
        }
        let old = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
        var count: Int
        repeat {
            count = buffer.withUnsafeMutableBytes { bytes in
                Traffic.waitingForRows { Glibc.read(descriptor, bytes.baseAddress! + old, Self.chunk) }
            }
        } while count < 0 && errno == EINTR
        buffer.removeLast(Self.chunk - max(0, count))
        if count < 0 { throw failure }
        hasEnded = count == 0
    }

    private var failure: WorkerExit {
        WorkerExit(.outputClosed, "cannot read the rows: \(String(cString: strerror(errno)))")
    }
}
