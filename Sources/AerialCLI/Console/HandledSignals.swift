internal import Foundation

/// Signals that the program answers itself instead of ending.
enum HandledSignals {
    /// Calls `handler` when one of the signals arrives, also where this program was started by one that holds signals back:
    /// a new process inherits what its parent's thread had blocked.
    static func handle(_ numbers: [Int32], with handler: @escaping @convention(c) (Int32) -> Void) {
        var wanted = sigset_t()
        sigemptyset(&wanted)
        for number in numbers {
            signal(number, handler)
            sigaddset(&wanted, number)
        }
        pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    }
}
