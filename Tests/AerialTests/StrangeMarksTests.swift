import AerialCore
import Imagery
import Testing

@testable import Aerial

struct StrangeMarksTests {
    @Test func marksOfOtherTilesAreTold() {
        let tiles = (0..<4).map { TileIndex(row: $0, column: 7) }
        var marks = ChangeMarks()
        marks.marks = [tiles[0]: true, tiles[3]: false]
        #expect(marks.remark(comparing: tiles) == nil)
        marks.marks[TileIndex(row: 99, column: 7)] = true
        let remark = marks.remark(comparing: tiles)
        #expect(remark?.hasPrefix("1 of 3 marks") == true && remark?.contains("r0099_c0007") == true)
        #expect(ChangeMarks().remark(comparing: []) == nil)
    }
}
