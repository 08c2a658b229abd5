internal import CLifeline
internal import Foundation
internal import Glibc
internal import Scoring

/// Ends the worker with whoever started it or takes its answers, and with its job: an executor that cancels a task kills no
/// child.
enum Lifeline {
    /// - Returns: the file descriptor that answers go to. What libraries print to stdout goes to stderr from now on.
    static func start() -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        alf_end_with_parent(WorkerExit.Status.orphaned.rawValue)
        alf_say_last_words("aerial-worker")
        let answers = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        guard answers >= 0 else { return STDOUT_FILENO }
        dup2(STDERR_FILENO, STDOUT_FILENO)
        return answers
    }

    /// Looks about once a second from now on whether anybody is there.
    /// - Parameters:
    ///   - answers: the descriptor that they go to.
    ///   - folder: the job's.
    ///   - patience: how long nothing may move in the pipes.
    static func watch(answers: Int32, folder: String, patience: Duration) {
        let thread = Thread {
            var traffic = Traffic.Watch(answers: answers, patience: patience)
            while true {
                look(at: answers)
                if access("\(folder)/\(ScoreJob.endedFileName)", F_OK) == 0 {
                    end(.orphaned, "the job was ended")
                }
                if let reason = traffic.look() { end(.orphaned, reason) }
            }
        }
        thread.name = "lifeline"
        thread.start()
    }

    /// Sleeps for up to a second.
    private static func look(at answers: Int32) {
        var watched = pollfd(fd: answers, events: 0, revents: 0)
        let count = poll(&watched, 1, 1000)
        if count > 0, Int32(watched.revents) & (POLLERR | POLLHUP | POLLNVAL) != 0 {
            end(.outputClosed, "nobody takes the answers any more")
        }
        if alf_is_orphan() != 0 { end(.orphaned, "the process that started this worker is gone") }
    }

    /// Other threads are at work: nothing is unwound.
    private static func end(_ status: WorkerExit.Status, _ reason: String) {
        Talk.say(reason)
        _exit(status.rawValue)
    }

    /// What the worker is at, for its last words should a library crash.
    static func note(_ text: String) { alf_note(text) }
}
