internal import AerialCore
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
        do { try OutputFile.write(bytes, toDescriptor: descriptor) } catch {
            throw WorkerExit(.outputClosed, "cannot write the answers: \(error.reason)")
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
