internal import AerialCore
internal import Foundation

/// Where a county's files are made until they appear together (see ``StagedSet``).
struct StagingFolder {
    private let directory: String
    private let set = StagedSet()
    private let place: String

    init(for directory: String) throws {
        self.directory = directory
        do { place = try set.place(inFolder: directory) } catch {
            throw ImageryError.cannotWrite(path: directory, reason: error.reason)
        }
    }

    func path(_ name: String) -> String { "\(place)/\(name)" }

    /// Puts the files in their places, over what lay there: all, or none. What else was made goes.
    func publish(_ names: [String]) throws {
        let made = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        for other in made where !names.contains(other) { unlink(path(other)) }
        do { try set.commit() } catch {
            throw ImageryError.cannotWrite(path: directory, reason: error.reason)
        }
    }
}
