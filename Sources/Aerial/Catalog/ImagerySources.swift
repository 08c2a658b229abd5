internal import Foundation

/// Where a scene comes from and what may be done with it.
package struct ImageryOrigin: Codable, Sendable, Equatable {
    /// The item and its collection, as the catalogue calls them.
    package var item: String
    package var collection: String
    /// Which of the item's files, as the catalogue calls it; `nil` in records of older versions.
    package var asset: String?
    /// The catalogue's address; `nil` where nothing says it.
    package var catalogue: String?
    /// What was fetched, without any signature.
    package var address: String
    /// As the catalogue says it: a name of SPDX's, `proprietary`, `various`.
    package var licence: String?
    /// Where the licence can be read.
    package var licenceAddress: String?
    /// Who made the imagery or gives it.
    package var providers: [String]
    /// The day it was taken.
    package var date: String?

    /// Addresses alone do not tell: those of a download may differ after the question mark only, where signatures stand.
    func isOfSameFile(as other: ImageryOrigin) -> Bool {
        address == other.address && item == other.item && collection == other.collection
            && (asset == nil || other.asset == nil || asset == other.asset)
    }
}

/// `sources.json` beside fetched scenes.
package struct ImagerySources: Codable {
    package struct Entry: Codable, Equatable {
        package let file: String
        package let bytes: Int
        package let sha256: String
        /// Only the part that an area needs.
        package let isWindow: Bool
        /// The bounds of that area, `west,south,east,north` in degrees; `nil` for a whole file.
        package let area: String?
        package let origin: ImageryOrigin
    }

    package static let fileName = "sources.json"
    private static let currentVersion = 1

    package let formatVersion: Int
    package var files: [Entry]

    init() {
        formatVersion = Self.currentVersion
        files = []
    }

    /// What lies in a folder; an empty list where there is none, and where it cannot be read.
    package static func read(folder: String) -> ImagerySources {
        (try? recorded(in: folder)) ?? ImagerySources()
    }

    /// What lies in a folder that is to be added to; an empty list where there is none.
    /// - Throws: ``CommandError`` for a file of that name that is no such list: it would be lost.
    static func recorded(in folder: String) throws -> ImagerySources {
        let path = "\(folder)/\(fileName)"
        guard FileManager.default.fileExists(atPath: path) else { return ImagerySources() }
        func refusal(_ reason: String) -> CommandError {
            CommandError("\(path) \(reason). Move it away, or fetch into another folder.")
        }
        guard let data = FileManager.default.contents(atPath: path),
            let sources = try? JSONDecoder().decode(ImagerySources.self, from: data)
        else { throw refusal("is no list of fetched scenes, or is damaged") }
        guard sources.formatVersion == currentVersion else {
            throw refusal("is of another version of Aerial")
        }
        var seen: Set<String> = []
        if let twice = sources.files.first(where: { !seen.insert($0.file).inserted }) {
            throw refusal("lists \(twice.file) twice, so that nothing says where it comes from")
        }
        return sources
    }

    /// Of a scene that was fetched; `nil` for any other.
    package static func origin(ofFile path: String, bytes: Int) -> ImageryOrigin? {
        let folder = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        return read(folder: folder.isEmpty ? "." : folder).files
            .first { $0.file == name && $0.bytes == bytes }?.origin
    }

    mutating func add(_ entry: Entry) {
        files.removeAll { $0.file == entry.file }
        files.append(entry)
        files.sort { $0.file < $1.file }
    }

    func write(folder: String) throws {
        try TextFile.writeJSON(self, to: "\(folder)/\(Self.fileName)")
    }
}
