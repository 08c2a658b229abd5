internal import AerialCore
internal import Foundation

/// A folder that appears whole or not at all: written beside its place under another name, then renamed.
final class StagingFolder {
    let path: String
    private let destination: String
    private var isDone = false

    /// - Throws: ``CommandError`` when the place beside `destination` cannot be written.
    init(for destination: String) throws {
        let trimmed =
            destination.hasSuffix("/") && destination.count > 1 ? String(destination.dropLast()) : destination
        self.destination = trimmed
        path = "\(trimmed).partial-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                "cannot write \(trimmed): \(error.fileReason). Check that the folder above it "
                    + "exists and is writable.")
        }
    }

    /// Puts the folder in its place; what lay there before goes only once the new one is complete.
    func commit() throws {
        let manager = FileManager.default
        let old = path + ".old"
        do {
            let replaces = manager.fileExists(atPath: destination)
            if replaces { try manager.moveItem(atPath: destination, toPath: old) }
            try manager.moveItem(atPath: path, toPath: destination)
            if replaces { try manager.removeItem(atPath: old) }
        } catch {
            throw CommandError("cannot put \(destination) in place: \(error.fileReason)")
        }
        isDone = true
    }

    deinit {
        if !isDone { try? FileManager.default.removeItem(atPath: path) }
    }
}
