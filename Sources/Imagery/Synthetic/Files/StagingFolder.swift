internal import AerialCore
internal import Foundation

/// A hidden folder beside the outputs in which they are made; they move out together once all are whole.
struct StagingFolder {
    private let target: URL
    private let folder: URL
    /// Whether the folder of the outputs was made for them.
    private let isNew: Bool

    init(for directory: String) throws {
        target = URL(fileURLWithPath: directory, isDirectory: true)
        folder = target.appendingPathComponent(".county-\(UUID().uuidString)", isDirectory: true)
        isNew = !FileManager.default.fileExists(atPath: target.path)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw ImageryError.cannotWrite(path: directory, reason: error.fileReason)
        }
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Moves the files to their places, over what lay there.
    func publish(_ names: [String]) throws {
        for name in names {
            let destination = target.appendingPathComponent(name).path
            if rename(path(name), destination) != 0 {
                throw ImageryError.cannotWrite(path: destination, reason: String(cString: strerror(errno)))
            }
        }
    }

    /// Removes what was not published.
    func remove() {
        try? FileManager.default.removeItem(at: folder)
        if isNew { rmdir(target.path) }  // fails when the outputs are there
    }
}
