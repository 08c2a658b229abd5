internal import AerialCore
internal import Foundation

/// Held while a training writes a model: a second one for the same folder would take the first one's checkpoints for leftovers. It is a
/// lock on the folder of the checkpoints, which the system takes away when a process ends, however it ends.
final class TrainingLock {
    private let path: String
    private let descriptor: Int32

    /// - Parameters:
    ///   - checkpointFolder: of the training; it is made where it is not there.
    ///   - out: the model's folder, for the message.
    /// - Returns: `nil` where the folder cannot be made: then no other training is at work in it either.
    /// - Throws: ``CommandError`` while another training holds it.
    init?(checkpointFolder: String, out: String) throws {
        path = checkpointFolder
        mkdir(path, 0o777)
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandError(
                "another training is writing \(out). Wait until it has ended, or choose another --out.")
        }
    }

    /// Once the training has ended; a folder without checkpoints goes with the lock.
    func release() {
        rmdir(path)
        close(descriptor)
    }
}
