internal import Scoring

/// What Spark has a shell run for each part of the work.
package enum ClusterCommand {
    /// A worker that dies would leave Spark writing into a closed pipe and hide what it said, so the shell reads on and
    /// passes its status; a moment later, because Spark forgets words that it has not read when the process ends.
    ///
    /// A worker that ends because nobody wants its answers any more (``ScoreJob/endedStatus``) has no writer to read on for.
    package static func guarded(_ command: String) -> String {
        "\(command) || { rc=$?; [ $rc -eq \(ScoreJob.endedStatus) ] || cat >/dev/null; sleep 1; exit $rc; }"
    }

    /// What a shell on a node runs to have a job's workers there end: Spark ends the tasks of a job that was cancelled or
    /// has failed, and leaves their workers as they are.
    /// It holds its core for some seconds, so that each core that a task gives back meanwhile runs this too: an ended task
    /// has its core until the next answer of its worker.
    /// - Parameter folder: the job's, from the directory that workers start in.
    package static func ending(_ folder: String) -> String {
        "cat >/dev/null; touch \(folder)/\(ScoreJob.endedFileName); sleep 3"
    }
}
