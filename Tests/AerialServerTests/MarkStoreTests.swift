import AerialCore
import Foundation
import Imagery
import Testing

@testable import AerialServer

/// What a person said is on the disk, in the form that commands read, and nothing takes it away.
final class MarkStoreTests {
    private let folder = NSTemporaryDirectory() + "aerial-marks-\(UUID().uuidString)"
    private let pool = WorkPool(threads: 1, mostWaiting: 16)

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let place = "-71.5,42.1,-71.4,42.2"
        try write(
            "rank,id,row,column,min_lon,min_lat,max_lon,max_lat,from,to,probability\r\n"
                + "1,r0001_c0002,1,2,\(place),Forest,Developed,0.9000\r\n"
                + "2,r0003_c0004,3,4,\(place),Shrub,Developed,0.8000\r\n", "candidates.csv")
        try write(
            "id,min_lon,min_lat,max_lon,max_lat,map,reference,chip,note\r\n"
                + "r0001_c0001,\(place),Forest,,chips/a.png,\"wet, dark\"\r\n"
                + "r0001_c0002,\(place),Forest,,,\r\nr0001_c0003,\(place),Shrub,,,\r\nr0001_c0004,\(place),Shrub,,,\r\n",
            "sample.csv")
        try write("class,hectares\r\nForest,100\r\nShrub,50\r\n", "strata.csv")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    private func change() async throws -> MarkStore {
        try await MarkStore.open(folder: folder, file: ChangeMarkedFile(folder: folder), pool: pool)
    }

    private func sample() async throws -> (file: SampleMarkedFile, store: MarkStore) {
        let file = try SampleMarkedFile(folder: folder)
        return (file, try await MarkStore.open(folder: folder, file: file, pool: pool))
    }

    @Test func marksAreWhatTheCommandReads() async throws {
        _ = try await change().set("r0001_c0002", to: "accept")
        _ = try await change().set("r0003_c0004", to: "reject")
        let marks = try ChangeMarksFile.read(path: "\(folder)/marks.csv").marks
        #expect(marks == [TileIndex(row: 1, column: 2): true, TileIndex(row: 3, column: 4): false])
    }

    @Test func aMarkTakenBackIsGoneFromTheFileAndStaysInTheJournal() async throws {
        let store = try await change()
        _ = try await store.set("r0001_c0002", to: "accept")
        let state = try await store.set("r0001_c0002", to: nil)
        #expect(state.marks.isEmpty)
        #expect(state.revision == 2)
        #expect(try ChangeMarksFile.read(path: "\(folder)/marks.csv").marks.isEmpty)
    }

    /// As after a kill between the journal and the file.
    @Test func aMarkThatReachedTheJournalAloneReachesTheFile() async throws {
        _ = try await change().set("r0001_c0002", to: "accept")
        let written = try text("marks.csv")
        _ = try await change().set("r0003_c0004", to: "reject")
        let whole = try text("marks.csv")
        // The older file comes back, which the journal knows as its own: no other hand was at work.
        try await forget(to: written)
        #expect(try await change().state().marks.count == 2)
        #expect(try text("marks.csv") == whole)
    }

    private func forget(to written: String) async throws {
        try write(written, "marks.csv")
        let checksum = ProjectItem.checksum(written)
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        child.arguments = [
            "python3", "-c",
            "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute('UPDATE written SET checksum=?', [sys.argv[2]]); d.commit()",
            "\(folder)/\(MarkStore.fileName)", checksum,
        ]
        try child.run()
        child.waitUntilExit()
        try #require(child.terminationStatus == 0)
    }

    @Test func wordsOfAnotherHandAreTakenInAndNothingElseOfItsFileIsLost() async throws {
        _ = try await change().set("r0001_c0002", to: "accept")
        try write(
            "id,mark,sample\r\nr0001_c0002,reject,1\r\nr0003_c0004,,\r\nr0009_c0009,accept,1\r\n", "marks.csv"
        )
        let state = try await change().set("r0003_c0004", to: "accept")
        #expect(state.marks == ["r0001_c0002": "reject", "r0003_c0004": "accept", "r0009_c0009": "accept"])
        let marks = try ChangeMarksFile.read(path: "\(folder)/marks.csv")
        #expect(marks.marks.count == 3)
        #expect(marks.sample.count == 2)
    }

    @Test func aFileThatIsNoneIsLeftAsItIs() async throws {
        let other = "id,mark\r\nr0001_c0002,perhaps\r\n"
        try write(other, "marks.csv")
        await #expect(throws: (any Error).self) { _ = try await change().set("r0001_c0002", to: "accept") }
        #expect(try text("marks.csv") == other)
    }

    @Test func twoWindowsSeeEachOther() async throws {
        let (one, other) = (try await change(), try await change())
        _ = try await one.set("r0001_c0002", to: "accept")
        _ = try await other.set("r0003_c0004", to: "reject")
        #expect(try await one.state().marks == other.state().marks)
        #expect(try await one.state().marks.count == 2)
    }

    /// A look between another's word and its file took the older file for a third hand's, which had taken the word back.
    @Test func wordsOfTheSameMomentAreAllKept() async throws {
        let place = "-71.5,42.1,-71.4,42.2"
        let tiles = (10..<50).map { "r00\($0)_c0001" }
        try write(
            "rank,id,min_lon,min_lat,max_lon,max_lat,from,to,probability\r\n"
                + tiles.enumerated().map { "\($0 + 1),\($1),\(place),Forest,Developed,0.9\r\n" }.joined(),
            "candidates.csv")
        let pool = WorkPool(threads: 8, mostWaiting: 512)
        let file = try ChangeMarkedFile(folder: folder)
        let one = try await MarkStore.open(folder: folder, file: file, pool: pool)
        let other = try await MarkStore.open(folder: folder, file: file, pool: pool)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, tile) in tiles.enumerated() {
                group.addTask { _ = try await (number % 2 == 0 ? one : other).set(tile, to: "accept") }
                group.addTask { _ = try await (number % 2 == 0 ? other : one).state() }
            }
            try await group.waitForAll()
        }
        #expect(try await one.state().marks.count == tiles.count)
        #expect(try ChangeMarksFile.read(path: "\(folder)/marks.csv").marks.count == tiles.count)
    }

    @Test func labelsStandInTheSampleAndAllElseStays() async throws {
        let (file, store) = try await sample()
        let before = try FillableTable(csvAt: "\(folder)/sample.csv")
        for tile in file.tiles {
            _ = try await store.set(tile.id, to: tile.id.hasSuffix("4") ? "Forest" : tile.map)
        }
        let after = try FillableTable(csvAt: "\(folder)/sample.csv")
        #expect(after.header == before.header)
        for row in before.rows.indices {
            for column in before.header where column != "reference" {
                #expect(after.text(column, row: row) == before.text(column, row: row))
            }
        }
        let rows = try AreaSampleFile.readSample(path: "\(folder)/sample.csv")
        #expect(rows.map(\.reference) == ["Forest", "Forest", "Shrub", "Forest"])
    }

    @Test func theEstimateFollowsTheLabelsAndSaysWhyThereIsNoneYet() async throws {
        let (file, store) = try await sample()
        #expect(throws: AreaError.self) { try file.estimate([:], others: []) }
        for tile in file.tiles { _ = try await store.set(tile.id, to: tile.map) }
        let estimate = try file.estimate(try await store.state().marks, others: [])
        #expect(estimate.overallAccuracy.value == 1)
        #expect(estimate.rows.map(\.hectares.value) == [100, 50])
    }

    /// Whoever stops half way has not labelled one end of the county.
    @Test func tilesComeInAnOrderDrawnByChance() throws {
        let rows = (0..<200).map {
            "r0001_c\(String(1000 + $0).dropFirst(0)),-71.5,42.1,-71.4,42.2,Forest,,\r\n"
        }
        try write("id,min_lon,min_lat,max_lon,max_lat,map,reference,chip\r\n" + rows.joined(), "sample.csv")
        let file = try SampleMarkedFile(folder: folder)
        #expect(file.tiles.map(\.id) != file.tiles.map(\.id).sorted())
        #expect(file.tiles.map(\.id) == (try SampleMarkedFile(folder: folder)).tiles.map(\.id))
    }
}
