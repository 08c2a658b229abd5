internal import AerialCore
internal import Foundation
internal import Inference
internal import Scoring
internal import Synchronization

/// Pictures on their way through one model, from many requests, in batches. The line before the network is bounded: what
/// does not fit is refused at once.
final class PredictionQueue: Sendable {
    private struct Waiting: Sendable {
        let image: TileImage
        let answer: CheckedContinuation<[Float], any Error>
    }

    let model: TrainedModel
    private let line = Mutex<[Waiting]>([])
    private let filled = DispatchSemaphore(value: 0)
    private let mostWaiting: Int

    /// - Parameter mostWaiting: pictures that wait at most.
    init(model: TrainedModel, mostWaiting: Int) throws {
        self.model = model
        self.mostWaiting = mostWaiting
        for _ in 0..<max(1, model.threads) {
            let request = Transferred(try model.network.makeRequest())
            // A model that was asked once is kept for as long as the process lives.
            Thread.detachNewThread { [self] in work(request.value) }
        }
    }

    var waiting: Int { line.withLock { $0.count } }

    /// The network's output for a picture of the model's size.
    /// - Throws: ``Problem`` (503) where the line is full; ``InferenceError``.
    func output(of image: TileImage) async throws -> [Float] {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = line.withLock { line in
                guard line.count < mostWaiting else { return false }
                line.append(Waiting(image: image, answer: continuation))
                return true
            }
            if isTaken {
                filled.signal()
            } else {
                continuation.resume(
                    throwing: Problem.busy("\(mostWaiting) pictures wait already. Try again in a second."))
            }
        }
    }

    /// Takes what waits, up to a batch: under load batches fill by themselves, and a single picture waits for nobody.
    private func work(_ request: InferenceRequest) {
        while true {
            filled.wait()
            let batch = line.withLock { line in
                let batch = Array(line.prefix(request.batchSize))
                line.removeFirst(batch.count)
                return batch
            }
            guard !batch.isEmpty else { continue }
            do {
                let results = try request.runAll(batch.map(\.image))
                for (position, waiting) in batch.enumerated() {
                    waiting.answer.resume(
                        returning: model.network.outputs.flatMap { results[$0]?[position] ?? [] })
                }
            } catch {
                for waiting in batch { waiting.answer.resume(throwing: error) }
            }
        }
    }
}

/// Hands a value over to a thread that alone uses it from then on.
private struct Transferred<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
