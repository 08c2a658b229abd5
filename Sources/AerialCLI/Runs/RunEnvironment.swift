internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference

/// Where a run takes place: versions, machine, git commit.
enum RunEnvironment {
    static func facts() -> [String: String] {
        let process = ProcessInfo.processInfo
        var facts = [
            "aerial": AerialVersion.number, "gdal": GDALRuntime.version, "host": process.hostName,
            "system": process.operatingSystemVersionString, "cores": String(process.activeProcessorCount),
            "memoryBytes": String(process.physicalMemory),
        ]
        facts["openvino"] = try? InferenceEngine.version()
        facts["processor"] = processorName
        facts["gitCommit"] = GitCommit.current(in: FileManager.default.currentDirectoryPath)
        return facts
    }

    private static var processorName: String? {
        let info = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        let line = info?.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

/// The commit that a folder's git repository is at, read from its files.
enum GitCommit {
    /// Forty hexadecimal digits; `nil` outside a repository.
    static func current(in folder: String) -> String? {
        var place = URL(fileURLWithPath: folder).standardizedFileURL
        while place.path != "/" {
            if let repository = repository(at: place.appendingPathComponent(".git")) {
                return head(of: repository)
            }
            place.deleteLastPathComponent()
        }
        return nil
    }

    /// A worktree's `.git` is a file that names the folder.
    private static func repository(at place: URL) -> URL? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else { return nil }
        if isFolder.boolValue { return place }
        guard let line = text(place), line.hasPrefix("gitdir: ") else { return nil }
        return URL(fileURLWithPath: String(line.dropFirst(8)), relativeTo: place.deletingLastPathComponent())
    }

    private static func head(of repository: URL) -> String? {
        guard let head = text(repository.appendingPathComponent("HEAD")) else { return nil }
        guard head.hasPrefix("ref: ") else { return head }
        let name = String(head.dropFirst(5))
        let common =
            text(repository.appendingPathComponent("commondir"))
            .map { URL(fileURLWithPath: $0, relativeTo: repository.appendingPathComponent("HEAD")) }
            ?? repository
        if let commit = text(common.appendingPathComponent(name)) { return commit }
        let packed = text(common.appendingPathComponent("packed-refs"))?.split(separator: "\n")
        return packed?.first { $0.hasSuffix(" " + name) }.map { String($0.prefix(40)) }
    }

    private static func text(_ file: URL) -> String? {
        (try? String(contentsOf: file, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
