internal import Foundation

/// Held by whoever looks at marks or writes them: one at a time, of all threads and servers. It is a lock on the folder, which the
/// system takes away when a process ends, however it ends.
enum FolderLock {
    /// Waits for its turn.
    /// - Throws: what the body throws; ``Problem`` where the folder cannot be locked.
    static func hold<Value>(_ folder: String, _ body: () throws -> Value) throws -> Value {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw refusal(folder) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw refusal(folder) }
        }
        return try body()
    }

    private static func refusal(_ folder: String) -> Problem {
        .unusable("\(folder) cannot be locked, as some network drives cannot. Marks are kept there.")
    }
}
