internal import Aerial
internal import ArgumentParser
internal import Foundation
internal import Synchronization

/// Ctrl-C and SIGTERM. The first asks the work to end in good order, which it does within two seconds as a rule; what goes
/// on longer is then ended as it is, from which no output suffers. The second ends the program at once.
enum Interruption {
    /// What is answered here.
    static let signals = [SIGINT, SIGTERM]
    private static let received = Atomic(0)
    private static let signalNumber = Atomic<Int32>(0)
    private static let patienceMilliseconds = Atomic(1800)

    /// Whether the work is to end.
    static var isRequested: Bool { received.load(ordering: .relaxed) > 0 }

    /// What a shell says of a program that the signal ended.
    static var exitCode: ExitCode { ExitCode(128 + signalNumber.load(ordering: .relaxed)) }

    /// Work that keeps something first, a checkpoint say, may take longer to end.
    static func wait(seconds: Int) {
        patienceMilliseconds.store(seconds * 1000, ordering: .relaxed)
    }

    /// From now on the signals are answered here.
    static func listen() {
        HandledSignals.handle(signals) { number in
            Interruption.signalNumber.store(number, ordering: .relaxed)
            if Interruption.received.add(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
        }
        // None are to arrive in a thread that ends where this program becomes another one: see ``OwnProgram``.
        HandledSignals.holdBack(signals)
        Thread.detachNewThread(watch)
        HandledSignals.letThrough(signals)
    }

    private static func watch() {
        while !isRequested { usleep(20_000) }
        Console.remark("ending; once more ends this program at once.")
        let patience = patienceMilliseconds.load(ordering: .relaxed)
        // By the clock: on a busy machine naps are longer than was asked for.
        let end = ContinuousClock.now + .milliseconds(patience)
        while ContinuousClock.now < end { usleep(20_000) }
        // The work may have been done, and only the end of the program taken long.
        Console.remark(
            "ended as it was: each output is whole, the older one where the new one was not done. --resume goes on where a "
                + "command has it.")
        _exit(exitCode.rawValue)
    }
}
