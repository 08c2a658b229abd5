internal import AerialCore
internal import Foundation
internal import Imagery

/// The files and folders that a command reads, known by what they are and not by their names.
struct InputFiles {
    private let paths: [String]
    private let parts: Parts

    init(_ paths: [String]) {
        self.paths = paths
        parts = Parts(paths)
    }

    /// The input that a path leads to, or whose part it is: a side file, a scene of a virtual raster.
    func input(thatIs path: String) -> String? {
        guard let identity = FileIdentity(ofFileAt: path) else { return nil }
        return paths.first { FileIdentity(ofFileAt: $0) == identity } ?? parts.owners[identity]
    }

    /// The input folder below which a path lies.
    func folder(thatHolds path: String) -> String? {
        let above = FileIdentity.folders(above: path)
        return paths.first { input in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder), isFolder.boolValue,
                let identity = FileIdentity(ofFileAt: input)
            else { return false }
            return above.contains(identity)
        }
    }

    /// An input that is a folder or lies in it.
    func input(in folder: String) -> String? {
        guard let identity = FileIdentity(ofFileAt: folder) else { return nil }
        return paths.first { input in
            FileIdentity(ofFileAt: input) == identity
                || FileIdentity.folders(above: input).contains(identity)
        }
    }

    /// Looked up once, and only where an output exists: inputs may be thousands.
    private final class Parts {
        private let paths: [String]
        private(set) lazy var owners: [FileIdentity: String] = {
            var owners: [FileIdentity: String] = [:]
            for path in paths {
                for part in Self.parts(of: path) {
                    FileIdentity(ofFileAt: part).map { owners[$0] = path }
                }
            }
            return owners
        }()

        init(_ paths: [String]) { self.paths = paths }

        private static func parts(of path: String) -> [String] {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
            else { return [] }
            let stem = (path as NSString).deletingPathExtension
            // The style that a map's command writes may bear an input's stem.
            let styles = styleEndings.map { stem + $0 }.filter { !EarlierOutput.isStyle($0) }
            let own = sideFileEndings.map { path + $0 } + stemEndings.map { stem + $0 } + styles
            // Scenes may be thousands: those of one file are not opened.
            let isPlain = plainEndings.contains((path as NSString).pathExtension.lowercased())
            return own + (isPlain ? [] : DatasetFiles.parts(of: path))
        }

        private static let sideFileEndings = [".aux.xml", ".ovr", ".msk", "-wal", "-shm", "-journal"]
        private static let stemEndings = [".tfw", ".jgw", ".pgw", ".wld", ".prj", ".rpb", ".imd", ".xml"]
        private static let styleEndings = [".qml", ".qmd", ".sld"]
        private static let plainEndings = Set(
            ["tif", "tiff", "jp2", "png", "jpg", "jpeg"] + TableFormat.all.map(\.ending))
    }
}
