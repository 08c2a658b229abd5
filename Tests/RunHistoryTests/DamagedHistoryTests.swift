import Foundation
import GRDB
import Testing

@testable import RunHistory

/// Values that no run wrote, from a damaged disk or another program.
struct DamagedHistoryTests {
    let scratch = ScratchHistory()

    @Test(arguments: [
        "UPDATE run SET started = 'yesterday'", "UPDATE run SET started = x'00ff'",
        "UPDATE run SET finished = 'never'", "UPDATE run SET processID = 'many'",
        "UPDATE run SET processID = 9223372036854775807", "UPDATE run SET command = x'ff'",
        "UPDATE metric SET step = 'first'", "UPDATE metric SET time = 'noon'",
        "UPDATE file SET bytes = 'large'", "UPDATE run SET started = 1e300",
        "UPDATE run SET finished = -1e300",
        "UPDATE metric SET time = 1e18", "UPDATE metric SET time = 9223372036854775807",
        "UPDATE metric SET step = 1e300", "UPDATE metric SET value = 1e300",
    ]) func aDamagedValueIsAnErrorThatNamesTheFile(sql: String) throws {
        let history = try RunHistory(path: scratch.path)
        let id = try history.begin(RunDescription(command: "score"))
        try history.record([MetricPoint(name: "tiles", value: 3, step: 0)], run: id)
        try history.add([RunFile(role: .output, path: "out", bytes: 1, checksum: nil)], run: id)
        try history.finish(run: id, error: nil)
        try history.write { try $0.execute(sql: sql) }
        // Some values read as others; none ends the process.
        for read in [
            { _ = try history.runs() }, { _ = try history.run(named: id) },
            { _ = try history.points(ofRun: id) },
            {
                let run = try history.run(named: id)
                _ = MLflowMirror.batches(of: run, points: try history.points(ofRun: id), runID: "r")
            },
        ] {
            do { try read() } catch let error as RunHistoryError {
                #expect("\(error)".contains(scratch.path) && "\(error)".contains("damaged"))
            }
        }
    }

    @Test func aDamagedDateIsNamed() throws {
        let history = try RunHistory(path: scratch.path)
        _ = try history.begin(RunDescription(command: "score"))
        try history.write { try $0.execute(sql: "UPDATE run SET started = 'yesterday'") }
        let error = #expect(throws: RunHistoryError.self) { try history.runs() }
        #expect("\(String(describing: error))".contains("started"))
        // A number that no calendar reaches is no date either.
        try history.write { try $0.execute(sql: "UPDATE run SET started = 1e300") }
        #expect(throws: RunHistoryError.self) { try history.runs() }
    }
}

/// Files that are named for a history and are something else.
struct OtherFilesTests {
    let scratch = ScratchHistory()

    /// A GeoPackage is a database too: tables of runs were added to it.
    @Test func aDatabaseOfSomethingElseStaysAsItIs() throws {
        try FileManager.default.createDirectory(at: scratch.folder, withIntermediateDirectories: true)
        let other = try DatabaseQueue(path: scratch.path)
        try other.write {
            try $0.execute(sql: "CREATE TABLE tiles (id TEXT); INSERT INTO tiles VALUES ('a')")
        }
        try other.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        let error = #expect(throws: RunHistoryError.self) { try RunHistory(path: scratch.path) }
        #expect(error == .otherDatabase(path: scratch.path, tables: ["tiles"]))
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path)) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["runs.sqlite"])
    }

    @Test func aHistoryThatIsJustBeingMadeIsTaken() throws {
        try FileManager.default.createDirectory(at: scratch.folder, withIntermediateDirectories: true)
        let begun = try DatabaseQueue(path: scratch.path)
        try begun.write { try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT PRIMARY KEY)") }
        try begun.close()
        #expect(try RunHistory(path: scratch.path).runs().isEmpty)
    }

    @Test func whatIsNoDatabaseIsToldInWords() throws {
        try FileManager.default.createDirectory(at: scratch.folder, withIntermediateDirectories: true)
        let folder = #expect(throws: RunHistoryError.self) { try RunHistory(path: scratch.folder.path) }
        #expect("\(String(describing: folder))".contains("it is a folder"))
        try String(repeating: "no database\n", count: 100)
            .write(toFile: scratch.path, atomically: true, encoding: .utf8)
        let text = #expect(throws: RunHistoryError.self) { try RunHistory(path: scratch.path) }
        #expect("\(String(describing: text))".contains("it is no SQLite file"))
    }
}
