internal import Foundation

/// The shared libraries that a program loads, but for the C library's own.
struct LibraryClosure {
    struct Library: Hashable {
        /// As programs ask for it, `libgdal.so.32` say.
        let name: String
        let path: String
    }

    /// By name.
    let libraries: [Library]

    /// What every machine has in one version with its kernel's loader: shipping another breaks both.
    private static let systemNames: Set<String> = [
        "ld-linux-x86-64.so.2", "linux-vdso.so.1", "libanl.so.1", "libBrokenLocale.so.1", "libc.so.6",
        "libdl.so.2",
        "libm.so.6", "libmvec.so.1", "libpthread.so.0", "libresolv.so.2", "librt.so.1", "libthread_db.so.1",
        "libutil.so.1",
    ]

    /// Loaded by OpenVINO from beside itself, not linked: what runs on processors, and what reads ONNX files.
    private static let plugin = "libopenvino_intel_cpu_plugin.so"
    private static let reader = "libopenvino_onnx_frontend.so"

    /// - Throws: ``CommandError`` when a library is not found.
    init(of program: String) throws {
        var found = try Self.needed(by: program)
        if let engine = found.first(where: { $0.name.hasPrefix("libopenvino.so") }) {
            let folder = (engine.path as NSString).deletingLastPathComponent
            let path = folder + "/" + Self.plugin
            guard FileManager.default.fileExists(atPath: path) else {
                throw CommandError(
                    "there is no \(path), OpenVINO's part for processors. 'make deps' fetches it.")
            }
            found += [Library(name: Self.plugin, path: path)]
            found += try Self.needed(by: path)
            // Its name has the engine's number, as the engine's own has.
            let name = Self.reader + engine.name.dropFirst("libopenvino.so".count)
            if FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
                found += [Library(name: name, path: "\(folder)/\(name)")]
                found += try Self.needed(by: "\(folder)/\(name)")
            }
        }
        var byName: [String: Library] = [:]
        for library in found where byName[library.name] == nil { byName[library.name] = library }
        libraries = byName.values.sorted { $0.name < $1.name }
    }

    /// As the loader of this machine resolves it: `ldd` lists `NAME => PATH (ADDRESS)`.
    private static func needed(by path: String) throws -> [Library] {
        let listing = try ToolCall.output("ldd", [path])
        return try listing.split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
            guard words.count >= 3, words[1] == "=>" else { return nil }
            let name = (words[0] as NSString).lastPathComponent
            if systemNames.contains(name) { return nil }
            guard words[2].hasPrefix("/") else {
                throw CommandError(
                    "\(path) needs \(name), which is not found on this machine. 'make deps' brings what the program "
                        + "needs.")
            }
            return Library(name: name, path: words[2])
        }
    }
}
