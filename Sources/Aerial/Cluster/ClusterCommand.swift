/// What Spark has a shell run for each part of the work.
package enum ClusterCommand {
    /// A worker that dies would leave Spark writing into a closed pipe and hide what it said, so the shell reads on and
    /// passes its status; a moment later, because Spark forgets words that it has not read when the process ends.
    package static func guarded(_ command: String) -> String {
        "\(command) || { rc=$?; cat >/dev/null; sleep 1; exit $rc; }"
    }
}
