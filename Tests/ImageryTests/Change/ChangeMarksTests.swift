import AerialCore
import Foundation
import Testing

@testable import Imagery

struct ChangeMarksTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

    private func read(_ text: String) throws -> ChangeMarks {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("marks.csv").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try ChangeMarksFile.read(path: path)
    }

    @Test func acceptedAndRejectedTilesAreMarksAndOthersAreNone() throws {
        let marks = try read(
            "rank,id,sample,mark\r\n1,r0001_c0002,1,accept\r\n2,r0000_c0010,0,reject\r\n3,r0002_c0002,1,\r\n")
        #expect(
            marks.marks == [TileIndex(row: 1, column: 2): true, TileIndex(row: 0, column: 10): false])
        #expect(marks.sample == [TileIndex(row: 1, column: 2), TileIndex(row: 2, column: 2)])
    }

    @Test func placesAreReadWhereTheyAreSaid() throws {
        let marks = try read(
            "rank,id,latitude,longitude,sample,mark\n1,r0001_c0002,42.5,-71.25,1,accept\n,r0003_c0004,,,,reject\n"
        )
        #expect(marks.places == [TileIndex(row: 1, column: 2): MapPoint(x: -71.25, y: 42.5)])
        #expect(marks.marks[TileIndex(row: 3, column: 4)] == false && marks.sample.count == 1)
        let commas = try read("id;latitude;longitude;mark\nr0001_c0002;42,5;-71,25;accept\n")
        #expect(commas.places == marks.places)
    }

    @Test(arguments: ["nan", "inf", "-infinity", "1e999", "NaN"]) func aPlaceThatIsNoNumberIsRefused(
        text: String
    ) {
        for place in ["\(text),-71", "42,\(text)"] {
            let error = #expect(throws: PredictionFileError.self) {
                try read("id,latitude,longitude,mark\nr0001_c0002,1,2,accept\nr0001_c0003,\(place),accept\n")
            }
            #expect(
                error?.description.contains("line 3") == true
                    && error?.description.contains("'\(text)'") == true)
        }
    }

    @Test(arguments: [
        "id,mark\nr1_c2,accept\n", "id,mark\n,accept\n", "id,mark\nr0001_c0002,maybe\n",
        "id,mark\nr0001_c0002,accept\nr0001_c0002,reject\n",
    ]) func whatIsNoMarkIsRefusedWithItsLine(text: String) {
        let error = #expect(throws: PredictionFileError.self) { try read(text) }
        #expect(error?.description.contains("line \(text.split(separator: "\n").count)") == true)
    }

    @Test func aTableWithoutMarksIsRefused() {
        let error = #expect(throws: PredictionFileError.self) { try read("id,from\nr0001_c0002,Forest\n") }
        #expect(error?.description.contains("lacks the column mark") == true)
    }

    @Test(arguments: [(0, 0), (12, 7), (12345, 4)]) func namesOfTilesAreReadBack(row: Int, column: Int) {
        let tile = TileIndex(row: row, column: column)
        #expect(TileGrid.index(named: TileGrid.name(of: tile)) == tile)
    }
}
