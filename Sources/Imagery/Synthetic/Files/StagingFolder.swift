internal import AerialCore
internal import Foundation

/// A hidden folder beside the outputs in which they are made; they move out together once all are whole.
struct StagingFolder {
    private let target: URL
    private let place: StagingPlace
    /// Whether the folder of the outputs was made for them.
    private let isNew: Bool

    init(for directory: String) throws {
        target = URL(fileURLWithPath: directory, isDirectory: true)
        isNew = !FileManager.default.fileExists(atPath: target.path)
        do {
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
            place = try StagingPlace(beside: target.appendingPathComponent("county").path)
        } catch {
            throw ImageryError.cannotWrite(path: directory, reason: error.fileReason)
        }
    }

    func path(_ name: String) -> String { "\(place.path)/\(name)" }

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
        try? FileManager.default.removeItem(atPath: place.path)
        if isNew { rmdir(target.path) }  // fails when the outputs are there
    }
}
