import Foundation

/// A folder that goes when the last one lets go of it.
final class Scratch: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "aerial-test-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    subscript(name: String) -> String { "\(path)/\(name)" }

    func newFile(_ name: String) throws -> FileHandle {
        try write("", to: name)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: self[name]))
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

    /// Makes the folders above the file too.
    @discardableResult
    func write(_ data: Data, to name: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: (self[name] as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try data.write(to: URL(fileURLWithPath: self[name]))
        return self[name]
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: self[name])), as: UTF8.self)
    }

    func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: self[name])) }

    /// A copy of a file or folder, under a name in this folder.
    func copy(_ original: String, to name: String) throws -> String {
        try FileManager.default.copyItem(atPath: original, toPath: self[name])
        return self[name]
    }

    /// The paths of all files and folders below it, sorted.
    func tree(below name: String = "") -> [String] {
        let walk = FileManager.default.enumerator(atPath: name.isEmpty ? path : self[name])
        return (walk?.compactMap { $0 as? String } ?? []).sorted()
    }
}

extension Scratch {
    /// The full paths of all files and folders below some other folder, sorted.
    func trees(of folder: String) -> [String] {
        let walk = FileManager.default.enumerator(atPath: folder)
        return (walk?.compactMap { ($0 as? String).map { "\(folder)/\($0)" } } ?? []).sorted()
    }
}
