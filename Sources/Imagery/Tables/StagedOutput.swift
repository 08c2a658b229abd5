internal import AerialCore
internal import Foundation

/// An output that appears whole or not at all: its files are written into a folder beside their final place and
/// renamed into it when all are done. What was begun and not published is removed with the value. A link is written
/// through: the file that it leads to is replaced. A pipe or a device takes what is written at once.
package final class StagedOutput {
    /// The output as it was named.
    let path: String
    private let target: OutputTarget
    /// `nil` for a pipe or a device.
    private let place: StagingPlace?

    /// - Parameter streams: the format is written from its beginning to its end, so that a pipe can take it.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)`` when the folder of `path` cannot be written to;
    ///   ``ImageryError/needsFile(path:)``.
    package init(path: String, streams: Bool = false) throws {
        self.path = path
        do {
            target = try OutputTarget(path)
            switch target {
            case .file(let file): place = try StagingPlace(beside: file)
            case .stream: place = nil
            }
        } catch { throw ImageryError.cannotWrite(path: path, reason: error.fileReason) }
        if place == nil, !streams { throw ImageryError.needsFile(path: path) }
    }

    /// The file that is written: `path` with links followed.
    var targetPath: String {
        switch target {
        case .file(let file), .stream(let file): file
        }
    }

    private var name: String { (targetPath as NSString).lastPathComponent }

    /// Where to write the output until it is published.
    package var partialPath: String { place.map { "\($0.path)/\(name)" } ?? targetPath }

    /// Where to write a file that belongs to the output and lies beside it.
    func partialPath(ofSideFile sideName: String) -> String { "\(place?.path ?? "")/\(sideName)" }

    /// The same for one that is called after the whole output; `nil` beside a pipe or a device.
    func sideFilePath(ending: String) -> String? { place.map { "\($0.path)/\(name)\(ending)" } }

    /// Flushes every file to the disk, then renames them: side files first, the output itself last.
    /// - Parameter obsolete: suffixes of files beside an older output that must not be taken for the new one's.
    package func publish(removing obsolete: [String] = []) throws {
        guard let place else { return }
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
        guard names.contains(name) else {
            throw ImageryError.cannotWrite(path: path, reason: "nothing was written")
        }
        for each in names { try flush("\(place.path)/\(each)") }
        let folder = (targetPath as NSString).deletingLastPathComponent
        var published: [(destination: String, older: String?)] = []
        for suffix in obsolete {
            let older = "\(place.path)/\(name)\(suffix).obsolete"
            if rename(targetPath + suffix, older) == 0 { published.append((targetPath + suffix, older)) }
        }
        for each in names.filter({ $0 != name }).sorted() + [name] {
            let destination = folder.isEmpty ? each : "\(folder)/\(each)"
            let older = "\(place.path)/\(each).older"
            let hasOlder = link(destination, older) == 0
            guard rename("\(place.path)/\(each)", destination) == 0 else {
                let failure = Self.failure(path)
                Self.takeBack(published)
                throw failure
            }
            published.append((destination, hasOlder ? older : nil))
        }
        place.remove()
    }

    /// Side files of an output whose own rename failed belong to none: the older ones take their places again, those too that
    /// the new output would not have had.
    private static func takeBack(_ published: [(destination: String, older: String?)]) {
        for (destination, older) in published.reversed() {
            if let older { rename(older, destination) } else { unlink(destination) }
        }
    }

    /// A full disk may show itself only here.
    private func flush(_ file: String) throws {
        let descriptor = open(file, O_RDONLY)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    /// What the last system call failed of.
    private static func failure(_ path: String) -> ImageryError {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}
