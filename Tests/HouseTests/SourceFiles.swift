import Foundation

/// The project's sources, as text.
struct SourceFile: Sendable {
    /// `Imagery` say.
    let target: String
    /// Below the target's folder; empty at its top.
    let folder: String
    let name: String
    /// Without comments and the insides of strings.
    let code: String
    let lines: [String]

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL.path

    /// Generated from the schema of Spark's protocol.
    private static let generated: Set = ["SparkProtocol"]

    static let all = files(below: "\(root)/Sources")
    /// The tests' sources; a target is `ImageryTests` say.
    static let tests = files(below: "\(root)/Tests")

    private static func files(below top: String) -> [SourceFile] {
        let names = FileManager.default.enumerator(atPath: top)?.compactMap { $0 as? String } ?? []
        return names.sorted().filter { $0.hasSuffix(".swift") }.compactMap { name in
            let parts = name.split(separator: "/").map(String.init)
            guard !generated.contains(parts[0]),
                let text = try? String(contentsOfFile: "\(top)/\(name)", encoding: .utf8)
            else { return nil }
            return SourceFile(
                target: parts[0], folder: parts.dropFirst().dropLast().joined(separator: "/"),
                name: parts[parts.count - 1], code: withoutTalk(text),
                lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
    }

    private static func withoutTalk(_ text: String) -> String {
        text.replacing(/\/\/.*/, with: "").replacing(/"""[\s\S]*?"""/, with: "")
            .replacing(/"(\\.|[^"\\\n])*"/, with: "")
    }
}
