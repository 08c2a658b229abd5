import Foundation

/// Runs elements through a step on several threads and hands the results on in the order of the elements, with
/// never more than `window` elements between the source and the consumer.
public struct OrderedPipeline: Sendable {
    /// Threads that run the step.
    public let workers: Int
    /// Elements begun and not yet delivered, at most.
    public let window: Int

    /// - Parameter window: at least as many as workers; twice as many where it is not given.
    public init(workers: Int, window: Int? = nil) {
        self.workers = max(1, workers)
        self.window = max(self.workers, window ?? 2 * self.workers)
    }

    /// Pulls elements on the caller's behalf, runs the workers on threads of their own, calls `deliver` in the elements'
    /// order. Returns when all is delivered.
    ///
    /// - Parameters:
    ///   - makeSource: called once, on a thread of its own; what it returns gives the next element on that thread, `nil`
    ///     at the end. So a source can own a file handle and need not be Sendable.
    ///   - makeWorker: called once on each worker thread; what it returns does that thread's work, so that a
    ///     worker can own a file handle or a network.
    ///   - deliver: takes the results, on the calling thread.
    /// - Throws: the first error of the source, `makeWorker`, a worker or `deliver`; the other threads stop first.
    public func run<Element: Sendable, Result: Sendable>(
        makeSource: @escaping @Sendable () throws -> () throws -> Element?,
        makeWorker: @escaping @Sendable () throws -> (Element) throws -> Result,
        deliver: (Result) throws -> Void
    ) throws {
        let stream = stream(makeSource: makeSource, makeWorker: makeWorker)
        defer { stream.stop() }
        while let result = try stream.next() { try deliver(result) }
    }

    /// The same for a caller that asks for one result after the other.
    public func stream<Element: Sendable, Result: Sendable>(
        makeSource: @escaping @Sendable () throws -> () throws -> Element?,
        makeWorker: @escaping @Sendable () throws -> (Element) throws -> Result
    ) -> OrderedStream<Result> {
        let line = AssemblyLine<Element, Result>(window: window, workers: workers)
        line.start(makeSource: makeSource, makeWorker: makeWorker, workers: workers)
        return OrderedStream(
            pull: { try line.nextResult() },
            end: {
                line.fail(StreamEnded())
                line.stopAndWait()
            })
    }

    /// The same for elements that are there.
    public func run<Element: Sendable, Result: Sendable>(
        over elements: some Sequence<Element> & Sendable,
        makeWorker: @escaping @Sendable () throws -> (Element) throws -> Result,
        deliver: (Result) throws -> Void
    ) throws {
        try run(
            makeSource: {
                var iterator = elements.makeIterator()
                return { iterator.next() }
            }, makeWorker: makeWorker, deliver: deliver)
    }

    /// The same for a step that keeps nothing between elements.
    public func run<Element: Sendable, Result: Sendable>(
        over elements: some Sequence<Element> & Sendable,
        work: @escaping @Sendable (Element) throws -> Result, deliver: (Result) throws -> Void
    ) throws {
        try run(over: elements, makeWorker: { work }, deliver: deliver)
    }
}

/// Results of a pipeline, in the order of its elements, for one caller. What is begun ends with it.
public final class OrderedStream<Result: Sendable> {
    private let pull: () throws -> Result?
    private let end: () -> Void

    fileprivate init(pull: @escaping () throws -> Result?, end: @escaping () -> Void) {
        self.pull = pull
        self.end = end
    }

    deinit { end() }

    /// The next result; `nil` at the end.
    /// - Throws: the first error of the source or a worker.
    public func next() throws -> Result? { try pull() }

    /// Stops the threads and waits for them.
    public func stop() { end() }
}

private struct StreamEnded: Error {}

/// The state that the threads of one run share.
private final class AssemblyLine<Element: Sendable, Result: Sendable>: @unchecked Sendable {
    // every access to the variables below holds `condition`
    private let condition = NSCondition()
    private let window: Int
    private let waiting: BoundedQueue<(number: Int, element: Element)>
    private var finished: [Int: Result] = [:]
    private var begun = 0
    private var delivered = 0
    private var sourceEnded = false
    private var failure: (any Error)?
    private var threads: Int

    init(window: Int, workers: Int) {
        self.window = window
        waiting = BoundedQueue(capacity: window)
        threads = workers + 1
    }

    func start(
        makeSource: @escaping @Sendable () throws -> () throws -> Element?,
        makeWorker: @escaping @Sendable () throws -> (Element) throws -> Result, workers: Int
    ) {
        launch("reader") { line in line.readAll(makeSource) }
        for number in 0..<workers {
            launch("worker \(number)") { line in
                let work = try makeWorker()
                while let (number, element) = line.waiting.take() { line.finish(number, try work(element)) }
            }
        }
    }

    private func launch(_ name: String, _ body: @escaping @Sendable (AssemblyLine) throws -> Void) {
        let thread = Thread {
            do { try body(self) } catch { self.fail(error) }
            self.condition.lock()
            self.threads -= 1
            self.condition.broadcast()
            self.condition.unlock()
        }
        thread.name = name
        // Image codecs and network kernels take more stack than the 512 KiB default.
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// An error of the source is known before its end is: else the consumer could take a broken run for a whole one.
    private func readAll(_ makeSource: () throws -> () throws -> Element?) {
        do { try putAll(try makeSource()) } catch { fail(error) }
        condition.lock()
        sourceEnded = true
        condition.broadcast()
        condition.unlock()
        waiting.close()
    }

    private func putAll(_ next: () throws -> Element?) throws {
        while let number = place(), let element = try next() {
            condition.lock()
            begun = number + 1
            condition.unlock()
            guard waiting.put((number, element)) else { return }
        }
    }

    /// Waits until one more element may be begun; `nil` once the run has failed.
    private func place() -> Int? {
        condition.lock()
        defer { condition.unlock() }
        while begun - delivered >= window, failure == nil { condition.wait() }
        return failure == nil ? begun : nil
    }

    private func finish(_ number: Int, _ result: Result) {
        condition.lock()
        finished[number] = result
        condition.broadcast()
        condition.unlock()
    }

    /// The next result in order, `nil` when all are delivered.
    func nextResult() throws -> Result? {
        condition.lock()
        defer { condition.unlock() }
        while failure == nil {
            if let result = finished.removeValue(forKey: delivered) {
                delivered += 1
                condition.broadcast()
                return result
            }
            if sourceEnded, delivered == begun { return nil }
            condition.wait()
        }
        if let failure { throw failure }
        return nil
    }

    func fail(_ error: any Error) {
        condition.lock()
        if failure == nil { failure = error }
        condition.broadcast()
        condition.unlock()
        waiting.close()
    }

    func stopAndWait() {
        condition.lock()
        defer { condition.unlock() }
        while threads > 0 { condition.wait() }
    }
}
