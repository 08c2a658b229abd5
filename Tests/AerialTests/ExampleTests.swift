import Aerial
import Foundation
import Testing

extension JourneyTests {
    /// `make examples` builds them beside the tests.
    @Test func theExamplesRun() throws {
        let county = try Self.county.get()
        let folder = Scratch()
        let classes = try Self.run("FolderToClasses", county.model, county.dataset, folder["p.csv"])
        #expect(classes.contains("\(county.prepared.kept) of \(county.prepared.kept) pictures, 0 rejected"))
        let map = try Self.run("SceneToMap", county.model, county.before, folder["map.png"])
        #expect(map.contains("Developed: ") && map.contains("scoring: 64 tiles"))
        let change = try Self.run(
            "TwoDatesToCandidates", county.model, county.before, county.after, folder["c"])
        #expect(change.contains("of 64 tiles are newly Developed"))
        #expect(folder.has("p.csv") && folder.has("map.png") && folder.has("c/candidates.gpkg"))
    }

    /// - Returns: what the program wrote to stdout.
    private static func run(_ name: String, _ words: String...) throws -> String {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: bundle).deletingLastPathComponent()
            .appendingPathComponent(name)
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return said
    }
}
