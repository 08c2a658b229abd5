internal import Glibc
internal import Scoring

/// Writes answers, a batch a time.
struct AnswerWriter {
    private let descriptor: Int32
    private var bytes: [UInt8] = []
    private(set) var count = 0

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    mutating func add(_ answer: RowAnswer) {
        bytes.append(contentsOf: answer.line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        count += 1
    }

    mutating func flush() throws {
        var written = 0
        while written < bytes.count {
            let piece = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if piece < 0, errno == EINTR { continue }
            guard piece > 0 else {
                throw WorkerExit(
                    .outputClosed, "cannot write the answers: \(String(cString: strerror(errno)))")
            }
            written += piece
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
