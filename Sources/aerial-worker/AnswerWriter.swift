internal import AerialCore
internal import Scoring

/// Writes answers, a batch a time.
struct AnswerWriter {
    private let descriptor: Int32
    private var bytes: [UInt8] = []
    private(set) var count = 0

    /// Small enough to see that a slow reader takes something.
    private static let chunk = 4096

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    mutating func add(_ answer: RowAnswer) {
        bytes.append(contentsOf: answer.line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        count += 1
    }

    mutating func flush() throws {
        for start in stride(from: 0, to: bytes.count, by: Self.chunk) {
            let part = Array(bytes[start..<min(start + Self.chunk, bytes.count)])
            do { try OutputFile.write(part, toDescriptor: descriptor) } catch {
                throw WorkerExit(.outputClosed, "cannot write the answers: \(error.reason)")
            }
            Traffic.wrote(part.count)
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
