internal import Foundation

/// The folders of data that GDAL and PROJ look things up in.
enum BundledData {
    /// - Returns: each folder with its name in the bundle.
    /// - Throws: ``CommandError`` when one is not found.
    static func folders() throws -> [(name: String, path: String)] {
        [
            ("gdal", try folder(holding: "gdalvrt.xsd", variables: ["GDAL_DATA"], name: "gdal")),
            ("proj", try folder(holding: "proj.db", variables: ["PROJ_DATA", "PROJ_LIB"], name: "proj")),
        ]
    }

    private static func folder(holding file: String, variables: [String], name: String) throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let places =
            variables.compactMap { environment[$0] }.flatMap { $0.split(separator: ":").map(String.init) }
            + ["/usr/local/share/\(name)", "/usr/share/\(name)"]
        guard let found = places.first(where: { FileManager.default.fileExists(atPath: "\($0)/\(file)") })
        else {
            throw CommandError(
                "\(file) is in none of \(places.joined(separator: ", ")). Install Debian's gdal-data and proj-data, or "
                    + "name the folder in \(variables[0]).")
        }
        return URL(fileURLWithPath: found).resolvingSymlinksInPath().path
    }
}

/// The licences of what is bundled.
struct BundledLicenses {
    private let closure: LibraryClosure
    /// The Debian package of each library that one owns; none where there is no dpkg.
    private let packages: [String: String]

    init(_ closure: LibraryClosure) {
        self.closure = closure
        packages = Self.packages(of: closure)
    }

    /// Debian's copyright files by package, and those that lie beside other libraries. What a machine does not have is
    /// listed.
    func write(to folder: String) throws {
        let files = FileManager.default
        var missing: [String] = []
        var owners: Set<String> = []
        var others: [LibraryClosure.Library] = []
        for library in closure.libraries {
            if let owner = packages[library.name] { owners.insert(owner) } else { others.append(library) }
        }
        for owner in owners.union(["gdal-data", "proj-data"]).sorted() {
            let source = "/usr/share/doc/\(owner)/copyright"
            if files.fileExists(atPath: source) {
                let real = URL(fileURLWithPath: source).resolvingSymlinksInPath().path
                try files.copyItem(atPath: real, toPath: "\(folder)/\(owner).txt")
            } else {
                missing.append(owner)
            }
        }
        var named: Set<String> = []
        for library in others {
            guard let license = Self.license(near: library.path) else {
                missing.append(library.name)
                continue
            }
            let name =
                library.name.contains("openvino") || library.name.contains("tbb") ? "openvino" : "swift"
            if named.insert(name).inserted {
                try files.copyItem(atPath: license, toPath: "\(folder)/\(name).txt")
            }
        }
        let list = closure.libraries.map { "\($0.name)\t\(packages[$0.name] ?? "-")" }
        let text =
            (["library\tDebian package"] + list + missing.map { "no licence file was found for \($0)" })
            .joined(separator: "\n")
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: "\(folder)/libraries.tsv"))
    }

    /// Asks dpkg once for all: it reads its whole list of files each time.
    private static func packages(of closure: LibraryClosure) -> [String: String] {
        let paths = closure.libraries.flatMap { library in
            let real = URL(fileURLWithPath: library.path).resolvingSymlinksInPath().path
            // Packages list a path with or without the /usr that /lib links to.
            return [real, real.hasPrefix("/usr/lib/") ? String(real.dropFirst(4)) : real].map {
                ($0, library.name)
            }
        }
        // dpkg-query fails when one path has no owner, and lists the others all the same.
        let listing = (try? ToolCall.output("dpkg-query", ["-S"] + paths.map(\.0), mayFail: true)) ?? ""
        let names = Dictionary(paths, uniquingKeysWith: { first, _ in first })
        var packages: [String: String] = [:]
        for line in listing.split(separator: "\n") {
            guard let colon = line.range(of: ": "), let name = names[String(line[colon.upperBound...])] else {
                continue
            }
            let owner = line[..<colon.lowerBound].split(whereSeparator: { ":,".contains($0) }).first
            packages[name] = owner.map(String.init)
        }
        return packages
    }

    /// `licenses/LICENSE` of OpenVINO, `share/swift/LICENSE.txt` of Swift, in a folder above the library.
    private static func license(near path: String) -> String? {
        var folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            for name in ["licenses/LICENSE", "share/swift/LICENSE.txt", "SWIFT_LICENSE.txt"] {
                let candidate = folder.appendingPathComponent(name).path
                if FileManager.default.fileExists(atPath: candidate) { return candidate }
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}
