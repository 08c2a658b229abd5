import Foundation
import Synchronization
import Testing

@testable import AerialCore

private struct Stop: Error, Equatable {}

/// Runs a body that takes no more than a minute of its own; one that waits for ever ends the tests. The trait `timeLimit` counts
/// from when a test is begun, and so also how long others keep its turn from it: minutes among a thousand tests.
private func withinAMinute(_ body: () throws -> Void) rethrows {
    let isDone = DispatchSemaphore(value: 0)
    let watch = Thread {
        if isDone.wait(timeout: .now() + 60) == .timedOut {
            fatalError("a pipeline has not ended after a minute")
        }
    }
    watch.start()
    defer { isDone.signal() }
    try body()
}

/// Counts up to `end`, then ends.
private func counter(to end: Int) -> @Sendable () -> Int? {
    let state = Mutex(0)
    return {
        state.withLock { number in
            guard number < end else { return nil }
            number += 1
            return number - 1
        }
    }
}

@Test(arguments: [1, 2, 5])
func resultsComeInTheOrderOfTheElements(workers: Int) throws {
    var delivered: [Int] = []
    try OrderedPipeline(workers: workers).run(over: 0..<200) { number -> Int in
        // Early elements take longer, so that later ones overtake them.
        if number % 7 == 0 { usleep(500) }
        return number * 2
    } deliver: {
        delivered.append($0)
    }
    #expect(delivered == (0..<200).map { $0 * 2 })
}

@Test func neverMoreElementsAreUnderWayThanTheWindow() throws {
    let underWay = Mutex((now: 0, most: 0))
    let source = counter(to: 100)
    try OrderedPipeline(workers: 3, window: 4).run(
        makeSource: {
            {
                let number = source()
                if number != nil { underWay.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
                return number
            }
        }, makeWorker: { { $0 } },
        deliver: { _ in underWay.withLock { $0.now -= 1 } })
    // One more may be begun while the last result is being delivered.
    #expect(underWay.withLock { $0.most } <= 5)
}

@Test func aFailingStepEndsTheRunWithItsError() {
    withinAMinute {
        #expect(throws: Stop()) {
            try OrderedPipeline(workers: 2).run(over: 0..<1000) { number -> Int in
                if number == 20 { throw Stop() }
                return number
            } deliver: { _ in
            }
        }
    }
}

@Test func aFailingConsumerStopsTheReader() {
    withinAMinute {
        let read = Mutex(0)
        #expect(throws: Stop()) {
            try OrderedPipeline(workers: 2, window: 4).run(
                makeSource: {
                    {
                        read.withLock {
                            $0 += 1
                            return $0
                        }
                    }
                }, makeWorker: { { $0 } },
                deliver: { number in if number == 10 { throw Stop() } })
        }
        #expect(read.withLock { $0 } < 30)
    }
}

/// Many runs: the error and the end of the source reach the consumer by different ways.
@Test func aFailingSourceIsNeverTakenForAShortOne() {
    withinAMinute {
        for count in 0..<500 {
            let source = counter(to: count % 5)
            #expect(throws: Stop()) {
                try OrderedPipeline(workers: 2).run(
                    makeSource: {
                        {
                            guard let number = source() else { throw Stop() }
                            return number
                        }
                    }, makeWorker: { { $0 } },
                    deliver: { _ in })
            }
        }
    }
}

@Test func anEmptySourceDeliversNothing() throws {
    var delivered = 0
    try OrderedPipeline(workers: 2).run(
        over: 0..<0, work: { $0 }, deliver: { _ in delivered += 1 })
    #expect(delivered == 0)
}

@Test func eachWorkerIsMadeOnce() throws {
    let made = Mutex(0)
    try OrderedPipeline(workers: 3).run(
        over: 0..<50,
        makeWorker: {
            made.withLock { $0 += 1 }
            return { $0 }
        },
        deliver: { (_: Int) in })
    #expect(made.withLock { $0 } == 3)
}

@Test(arguments: [0, 1, 7, 100])
func aStreamGivesTheResultsInOrderAndEndsWithItsCaller(taken: Int) throws {
    try withinAMinute {
        let stream = OrderedPipeline(workers: 3).stream(
            makeSource: {
                var numbers = (0..<50).makeIterator()
                return { numbers.next() }
            }, makeWorker: { { $0 * 2 } })
        let results = try (0..<taken).compactMap { _ in try stream.next() }
        #expect(results == (0..<min(50, taken)).map { $0 * 2 })
    }
}

@Test func aSourceThatCannotBeMadeEndsTheRun() {
    #expect(throws: Stop()) {
        try OrderedPipeline(workers: 2).run(
            makeSource: { () throws -> () -> Int? in throw Stop() }, makeWorker: { { $0 } },
            deliver: { (_: Int) in })
    }
}
