/// What to do about a file that could not be written: one sentence for its own cause.
package enum WriteAdvice {
    /// - Parameter reason: the system's words (`strerror`), or those of `fileReason`.
    package static func sentence(_ reason: String) -> String {
        let reason = reason.lowercased()
        func says(_ words: String...) -> Bool { words.contains { reason.contains($0) } }
        if says("no space", "quota", "no room", "disk is full") {
            return "Make room there, or write to another place."
        }
        if says("permission", "not permitted") {
            return "Write to a folder of your own, or change the permissions."
        }
        if says("read-only") { return "Write to another place." }
        if says("no such file", "no such folder", "does not exist") { return "Make the folder first." }
        if says("not a directory") { return "A part of the path is a file: choose another." }
        return "Check that the folder exists, is writable and has room."
    }
}
