import Testing

/// Folders of a target use each other in one direction, so that each can be read on its own.
struct FolderTests {
    /// For each folder of a target the folders whose types it names.
    private static func uses(_ files: [SourceFile]) -> [String: Set<String>] {
        let declaration =
            /(?m)^(?:(?:public|package|final|indirect|@\w+(?:\([^)]*\))?)\s+)*(?:struct|enum|class|protocol|actor|typealias)\s+(\w+)/
        var home: [String: String] = [:]
        for file in files {
            for match in file.code.matches(of: declaration) { home[String(match.output.1)] = file.folder }
        }
        var uses: [String: Set<String>] = [:]
        for file in files {
            for word in Set(file.code.matches(of: /\b[A-Z]\w*\b/).map { String($0.output) }) {
                if let other = home[word], other != file.folder {
                    uses[file.folder, default: []].insert(other)
                }
            }
        }
        return uses
    }

    /// A way from a folder back to itself; `nil` where there is none.
    private static func circle(in uses: [String: Set<String>]) -> [String]? {
        var done: Set<String> = []
        func walk(_ path: [String]) -> [String]? {
            let here = path[path.count - 1]
            if let start = path.dropLast().firstIndex(of: here) { return Array(path[start...]) }
            guard !done.contains(here) else { return nil }
            for next in (uses[here] ?? []).sorted() {
                if let found = walk(path + [next]) { return found }
            }
            done.insert(here)
            return nil
        }
        for folder in uses.keys.sorted() { if let found = walk([folder]) { return found } }
        return nil
    }

    @Test(arguments: Set(SourceFile.all.map(\.target)).sorted())
    func foldersUseEachOtherInOneDirection(target: String) {
        let circle = Self.circle(in: Self.uses(SourceFile.all.filter { $0.target == target }))
        #expect(
            circle == nil,
            "\(target): \(circle?.map { $0.isEmpty ? "." : $0 }.joined(separator: " -> ") ?? "")")
    }

    @Test func aCircleIsFound() {
        #expect(Self.circle(in: ["a": ["b"], "b": ["c"], "c": ["a"]]) == ["a", "b", "c", "a"])
        #expect(Self.circle(in: ["a": ["b", "c"], "b": ["c"]]) == nil)
    }

    /// Whoever lists the endings anew forgets the next format.
    @Test(arguments: [("fgb", "FlatGeobuf.swift"), ("geojson", "GeoJSONSink.swift")])
    func aTableFormatsEndingIsKnownInOnePlace(ending: String, home: String) {
        let files = SourceFile.all.filter { $0.lines.contains { $0.contains("\"\(ending)\"") } }
        #expect(files.map(\.name) == [home])
    }

    @Test func journeysKnowNoCommandLine() {
        for file in SourceFile.all where ["Aerial", "AerialSpark"].contains(file.target) {
            #expect(
                file.code.firstMatch(
                    of: /ArgumentParser|Console|CommandLine\b|SweepTrial|standardOutput\b.*write/) == nil,
                "\(file.name)")
        }
    }
}
