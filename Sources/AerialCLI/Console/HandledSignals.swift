internal import Foundation

/// Signals that the program answers itself instead of ending.
enum HandledSignals {
    /// Calls `handler` when one of the signals arrives, also where this program was started by one that holds signals back:
    /// a new process inherits what its parent's thread had blocked.
    static func handle(_ numbers: [Int32], with handler: @escaping @convention(c) (Int32) -> Void) {
        for number in numbers { signal(number, handler) }
        letThrough(numbers)
    }

    /// From now on the signals wait, in threads that this one begins too, and in the program that this process becomes.
    static func holdBack(_ numbers: [Int32]) { change(numbers, SIG_BLOCK) }

    /// Those that wait arrive now.
    static func letThrough(_ numbers: [Int32]) { change(numbers, SIG_UNBLOCK) }

    private static func change(_ numbers: [Int32], _ how: Int32) {
        var wanted = sigset_t()
        sigemptyset(&wanted)
        for number in numbers { sigaddset(&wanted, number) }
        pthread_sigmask(how, &wanted, nil)
    }
}
