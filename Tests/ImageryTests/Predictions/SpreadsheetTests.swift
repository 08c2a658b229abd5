import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Tables as spreadsheets of several countries save them.
struct SpreadsheetTests {
    private let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    private func table(_ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("t.csv")))
        return folder.file("t.csv")
    }

    private static let text = "map;reference\r\nPré;Prè\r\nForêt;Forêt\r\n;\r\n"

    private func expectSample(_ bytes: [UInt8]) throws {
        let rows = try AreaSampleFile.readSample(path: table(bytes))
        #expect(rows.map(\.map) == ["Pré", "Forêt"] && rows.map(\.reference) == ["Prè", "Forêt"])
    }

    @Test func utf8IsReadWithAndWithoutItsMark() throws {
        try expectSample(Array(Self.text.utf8))
        try expectSample([0xEF, 0xBB, 0xBF] + Array(Self.text.utf8))
    }

    @Test func utf16IsReadByItsMark() throws {
        try expectSample([0xFF, 0xFE] + Self.text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        try expectSample([0xFE, 0xFF] + Self.text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    }

    /// Guessed, two classes would become one.
    @Test func anOlderEncodingIsNamedWithItsLine() throws {
        let bytes = Self.text.unicodeScalars.map { UInt8($0.value) }
        let path = try table(bytes)
        let error = try #require(throws: PredictionFileError.self) {
            try AreaSampleFile.readSample(path: path)
        }
        #expect("\(error)".contains("\(path), line 2:"), "\(error)")
        #expect("\(error)".contains("0xE9") && "\(error)".contains("Windows-1252"), "\(error)")
    }

    @Test func utf16WithoutItsMarkIsNamed() throws {
        let path = try table(Self.text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        let error = try #require(throws: PredictionFileError.self) {
            try AreaSampleFile.readSample(path: path)
        }
        #expect("\(error)".contains("line 1:") && "\(error)".contains("UTF-16"), "\(error)")
    }

    @Test func decimalCommasAreDecimals() throws {
        let path = try table(Array("class;hectares\nForêt;1250,4\nPré;1\n;\n".utf8))
        let strata = try AreaSampleFile.readStrata(path: path)
        #expect(strata.map(\.hectares) == [1250.4, 1])
        #expect(
            try AreaSampleFile.readStrata(path: table(Array("class;hectares\nA;1.0000\n".utf8)))[0].hectares
                == 1)
        #expect(
            try AreaSampleFile.readStrata(path: table(Array("class,hectares\nA,1.000\n".utf8)))[0].hectares
                == 1)
    }

    /// It would count twice.
    @Test func aTileThatStandsInASampleTwiceIsNamed() throws {
        let header = "id,min_lon,min_lat,map,reference\n"
        let rows = ["r1c1,7.1,50.2,A,A", "r1c2,7.2,50.2,A,B", "r1c1,7.1,50.2,A,B"]
        let path = try table(Array((header + rows.joined(separator: "\n")).utf8))
        let error = try #require(throws: PredictionFileError.self) {
            try AreaSampleFile.readSample(path: path)
        }
        #expect("\(error)".contains("line 4") && "\(error)".contains("of line 2"), "\(error)")
        // Of another map, at another place.
        let two = rows.dropLast() + ["r1c1,9.1,48.2,A,B"]
        let both = try table(Array((header + two.joined(separator: "\n")).utf8))
        #expect(try AreaSampleFile.readSample(path: both).count == 3)
    }

    /// A spreadsheet is told by a first line what stands between columns.
    @Test(arguments: [";", "\t", ","]) func theLineThatNamesTheSeparatorIsPassedOver(separator: String) throws
    {
        let lines = [
            "sep=" + separator, ["class", "hectares"].joined(separator: separator), "Forest\(separator)12.5",
        ]
        let path = try table(Array(lines.joined(separator: "\r\n").utf8))
        let strata = try AreaSampleFile.readStrata(path: path)
        #expect(strata.map(\.className) == ["Forest"] && strata.map(\.hectares) == [12.5])
    }

    /// 12 hectares or 12 thousand?
    @Test(arguments: ["12,345", "1,234,567", "999,000"])
    func commasThatMayStandBetweenThousandsAreNotGuessedAt(
        number: String
    ) throws {
        let path = try table(Array("class,hectares\nForest,\"\(number)\"\nWater,120\n".utf8))
        let error = try #require(throws: PredictionFileError.self) {
            try AreaSampleFile.readStrata(path: path)
        }
        #expect("\(error)".contains("line 2") && "\(error)".contains("thousands"), "\(error)")
        // With points where the comma is the decimal mark.
        let points = number.replacing(",", with: ".")
        let semicolons = try table(Array("class;hectares\nForest;\(points)\nWater;120\n".utf8))
        #expect(throws: PredictionFileError.self) { try AreaSampleFile.readStrata(path: semicolons) }
        // Another number of the column tells.
        let clear = try table(Array("class,hectares\nForest,\"12,345\"\nWater,\"0,5\"\n".utf8))
        #expect(try AreaSampleFile.readStrata(path: clear).map(\.hectares) == [12.345, 0.5])
    }

    @Test(arguments: ["1.250,4", "1,250.4"]) func pointsAndCommasInOneColumnAreNotGuessedAt(number: String)
        throws
    {
        let path = try table(Array("class;hectares\nPré;12\nForêt;\(number)\n".utf8))
        let error = try #require(throws: PredictionFileError.self) {
            try AreaSampleFile.readStrata(path: path)
        }
        #expect("\(error)".contains("line 3") && "\(error)".contains(number), "\(error)")
    }
}
