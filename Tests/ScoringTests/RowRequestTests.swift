import AerialCore
import Testing

@testable import Scoring

struct RowRequestTests {
    private func request(_ line: String) throws -> RowRequest { try RowRequest(line: Array(line.utf8)) }

    private func defect(_ line: [UInt8]) -> RowRequest.Defect? {
        do {
            _ = try RowRequest(line: line)
            return nil
        } catch { return error as? RowRequest.Defect }
    }

    @Test(arguments: [
        RowRequest.Content.planned, .tile(TileIndex(row: 12, column: 345)), .image(path: "/data/a.png"),
        .image(path: "tab\there \"quotes\" back\\slash\nnewline é \u{1F30D}"), .image(path: ""),
    ])
    func whatIsWrittenIsRead(content: RowRequest.Content) throws {
        let request = RowRequest(ordinal: 7, content: content)
        #expect(!request.line.contains("\n"))
        #expect(request.line.split(separator: "\t", omittingEmptySubsequences: false).count <= 2)
        #expect(try self.request(request.line) == request)
    }

    @Test func aNumberAloneLeavesTheContentToThePlan() throws {
        #expect(try request("0").content == .planned)
        #expect(try request("12\t\\N") == RowRequest(ordinal: 12, content: .planned))
    }

    @Test func keysMayStandInAnyOrderWithBlanks() throws {
        #expect(
            try request("3\t { \"column\" : 2, \"row\":1 } ").content == .tile(TileIndex(row: 1, column: 2)))
    }

    @Test(arguments: ["", "\t", "x", "-1", "+1", "1.0", "1e3", " 1", "1 ", "0x1", "१", "1234567890123456789"])
    func whatNamesNoItemIsADefectWithoutOne(line: String) {
        let found = defect(Array(line.utf8))
        #expect(found != nil && found?.ordinal == nil)
    }

    @Test(arguments: [
        "5\t", "5\tx", "5\t{", "5\t[]", "5\t{}", "5\t{\"row\":1}", "5\t{\"row\":1.5,\"column\":1}",
        "5\t{\"row\":\"1\",\"column\":1}", "5\t{\"row\":99999999999999999999,\"column\":1}",
        "5\t{\"path\":7}", "5\t{\"row\":1,\"column\":1,\"path\":\"a\"}", "5\t{\"row\":1,\"column\":1}\tmore",
    ])
    func aContentThatIsNoneKeepsItsNumber(line: String) {
        #expect(defect(Array(line.utf8))?.ordinal == 5)
    }

    @Test func bytesThatAreNoTextAreADefect() {
        #expect(defect(Array("5\t{\"path\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8))?.ordinal == 5)
        #expect(defect([0xFF, 0x00])?.ordinal == nil)
        #expect(
            defect(Array("5\t".utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 100_000))?.ordinal == 5)
    }
}
