internal import Aerial
internal import Foundation
internal import SparkConnect
internal import Synchronization

/// The one place where journeys, which are synchronous, meet the client of Spark, which is not.
enum ClusterCall {
    /// Opens a session, runs `body` in it, and waits. When the observer ends the journey, the job on the cluster is ended
    /// first.
    /// - Throws: what `body` does; `JourneyCancelled` where the observer ended it.
    static func run<Value: Sendable>(
        _ address: SparkAddress, observer: any JourneyObserver,
        _ body: @escaping @Sendable (SparkSession) async throws -> Value
    ) throws -> Value {
        let work = Task.detached { try await SparkSession.with(address, body) }
        let watch = Task.detached {
            while !observer.isCancelled { try await Task.sleep(for: .milliseconds(50)) }
            observer.warn("ending the job on the cluster")
            work.cancel()
        }
        defer { watch.cancel() }
        let outcome = Mutex<Result<Value, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let result = await work.result
            outcome.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = outcome.withLock({ $0 }) else { throw SparkError.interrupted }
        do { return try result.get() } catch SparkError.interrupted where observer.isCancelled {
            observer.warn("\(SparkError.interrupted)")
            throw JourneyCancelled()
        }
    }
}
