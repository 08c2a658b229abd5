import AerialCore
import Foundation
import Imagery
import Testing

@testable import Aerial

/// A land-cover raster as a first date: the class of each tile, and how much of it is of the one looked for.
struct LabelledDateCodesTests {
    private let folder = Scratch()
    private let ground = DrawnGround(columns: 4, rows: 3)

    private func date(
        _ labels: ChangeLabels, model: Legend, target: String = "Town", ground: DrawnGround? = nil
    ) throws -> LabelledDate {
        try LabelledDate(
            labels, model: model, target: target, grid: try (ground ?? self.ground).grid(), area: nil,
            observer: SilentObserver())
    }

    /// Four by four pixels in each tile, of each tile two or three codes.
    private func drawn(seed: UInt64) -> [String] {
        var source = SeededGenerator(seed: seed)
        let tiles = (0..<12).map { _ in (0..<2).map { _ in "abcd.".randomElement(using: &source) ?? "a" } }
        return (0..<12).map { row in
            String(
                (0..<16).map { column -> Character in
                    let own = tiles[row / 4 * 4 + column / 4]
                    return Int.random(in: 0..<4, using: &source) == 0 ? own[0] : own[1]
                })
        }
    }

    private func pixels(_ lines: [String], of tile: TileIndex) -> [Character] {
        lines[4 * tile.row..<4 * tile.row + 4].flatMap {
            Array(Array($0)[4 * tile.column..<4 * tile.column + 4])
        }
    }

    @Test(arguments: [UInt64](1...6)) func aTileHasTheClassOfMostOfItsPixels(seed: UInt64) throws {
        let lines = drawn(seed: seed)
        let path = try DrawnGround.writeCover(lines, pixelMeters: 56, in: folder, name: "cover")
        let model = try DrawnGround.legend(["Field", "Town", "Wood"], codes: [[1], [2, 3], [4]])
        let date = try date(ChangeLabels(path: path), model: model)
        let letters: [[Character]] = [["a"], ["b", "c"], ["d"]]
        for row in 0..<3 {
            for column in 0..<4 {
                let tile = TileIndex(row: row, column: column)
                let found = pixels(lines, of: tile)
                let counts = letters.map { own in found.count(where: own.contains) }
                // More than half of all sixteen, those without data counted.
                let index = counts.firstIndex { Double($0) >= 0.51 * 16 }
                #expect(date.labels[tile]?.classIndex == index)
                #expect((date.unlabelled[tile] == nil) == (index != nil))
                if let label = date.labels[tile] {
                    #expect(abs(label.targetShare - Double(counts[1]) / 16) < 1e-9)
                }
            }
        }
        #expect(date.labels.count + date.unlabelled.count == 12)
        #expect(date.legend.classNames == model.classNames && date.rule == ChangeLabels.usualRule)
    }

    @Test func classesThatTheModelLacksComeBehindItsOwn() throws {
        // A tile of each of the codes 1, 2, 4 and 3.
        let lines = Array(repeating: "aaaabbbbddddcccc", count: 12)
        let path = try DrawnGround.writeCover(lines, pixelMeters: 56, in: folder, name: "cover")
        let model = try DrawnGround.legend(["Town", "Field", "Wood"], codes: [[2], [1], [3]])
        var labels = ChangeLabels(path: path)
        labels.legend = try DrawnGround.legend(["Water", "Town", "Open"], codes: [[4], [2], [1, 3]])
        let date = try date(labels, model: model)
        #expect(date.legend.classNames == ["Town", "Field", "Wood", "Water", "Open"])
        #expect(date.legend.classes.allSatisfy { $0.codes.isEmpty })
        #expect((0..<4).map { date.labels[TileIndex(row: 1, column: $0)]?.classIndex } == [4, 0, 3, 4])
        #expect((0..<4).map { date.labels[TileIndex(row: 1, column: $0)]?.targetShare } == [0, 1, 0, 0])
        // What the model calls Field or Wood, these labels call Open.
        #expect((0..<3).map(date.label(ofModelClass:)) == [0, 4, 4])
    }

    @Test func aStricterRuleLabelsNoTileMoreAndNoneOtherwise() throws {
        let path = try DrawnGround.writeCover(drawn(seed: 9), pixelMeters: 56, in: folder, name: "cover")
        let model = try DrawnGround.legend(["Field", "Town", "Wood"], codes: [[1], [2, 3], [4]])
        var looser: [TileIndex: Int]?
        for share in [0.51, 0.6, 0.75, 0.9, 1] {
            var labels = ChangeLabels(path: path)
            labels.rule = .purity(share)
            let found = try date(labels, model: model).labels.mapValues(\.classIndex)
            if let looser { #expect(found.allSatisfy { looser[$0.key] == $0.value }) }
            looser = found
        }
    }

    @Test func whatCannotStandForADateIsToldWhy() throws {
        let path = try DrawnGround.writeCover(drawn(seed: 1), pixelMeters: 56, in: folder, name: "cover")
        let model = try DrawnGround.legend(["Field", "Town"], codes: [[1], [2]])
        func message(_ labels: ChangeLabels, _ model: Legend, ground: DrawnGround? = nil) -> String {
            do {
                _ = try date(labels, model: model, ground: ground)
                return ""
            } catch { return error is CommandError ? "\(error)" : "another error: \(error)" }
        }
        var other = ChangeLabels(path: path)
        other.legend = try DrawnGround.legend(["Field"], codes: [[1]])
        #expect(message(other, model).contains("has no class 'Town'. Its classes are Field"))
        let bare = try DrawnGround.legend(["Field", "Town"])
        #expect(message(ChangeLabels(path: path), bare).contains("no land-cover codes"))
        let far = DrawnGround(columns: 4, rows: 3, north: 3_000_000)
        #expect(message(ChangeLabels(path: path), model, ground: far).contains("does not overlap"))
        other = ChangeLabels(path: path)
        other.rule = .points
        #expect(message(other, model).contains("--rule points"))
    }
}
