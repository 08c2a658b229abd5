import AerialCore
import Foundation
import Testing

@testable import Imagery

struct LabelCorrectionsTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    private func read(_ lines: String...) throws -> LabelCorrections {
        let path = folder.file("corrections.csv")
        try lines.joined(separator: "\r\n").write(toFile: path, atomically: true, encoding: .utf8)
        return try LabelCorrectionsFile.read(path: path)
    }

    private let header = "rank,path,label,suggested,probability,mark"

    @Test func marksAreRead() throws {
        let found = try read(
            header, "1,train/A/x.png,A,B,0.9,accept", "2,train/A/y.png,A,B,0.8,keep",
            "3,train/A/z.png,A,B,0.7,drop",
            "4,train/A/w.png,A,B,0.6,C", "5,train/A/v.png,A,B,0.5,")
        #expect(found.entries.map(\.correction) == [.relabel("B"), .keep, .drop, .relabel("C")])
        #expect(found.entries.map(\.name) == ["x", "y", "z", "w"])
        #expect(found.summary == "2 relabelled, 1 dropped, 1 kept")
    }

    @Test func blanksAroundAValueAreNoPartOfIt() throws {
        let found = try read(
            header, "1, a/x.png ,A , B,0.9, accept ", "2,a/y.png,A,B,0.8,\tkeep", "3,a/z.png,A,B,0.7, drop",
            "4,a/w.png,A,B,0.6,  Лес wet ", "5,a/v.png,A,B,0.5,  ", "6,a/u.png, A,B,0.5,A ")
        #expect(
            found.entries.map(\.correction) == [.relabel("B"), .keep, .drop, .relabel("Лес wet"), .keep])
        #expect(found.entries.map(\.path) == ["a/x.png", "a/y.png", "a/z.png", "a/w.png", "a/u.png"])
        #expect(found.entries.allSatisfy { $0.label == "A" })
        #expect(throws: PredictionFileError.self) { try read(header, "1,a/x.png,A, ,0.9,accept") }
        #expect(throws: PredictionFileError.self) { try read(header, "1, ,A,B,0.9,keep") }
    }

    @Test(arguments: [
        ["rank,path,label,suggested,probability", "1,a/x.png,A,B,0.9"],
        ["rank,path,label,suggested,probability,mark", "1,,A,B,0.9,keep"],
        ["rank,path,label,suggested,probability,mark", "1,a/x.png,A,,0.9,accept"],
        ["rank,path,label,suggested,probability,mark", "1,a/x.png,A,B,0.9,keep", "2,a/x.png,A,B,0.9,drop"],
    ]) func whatIsNoCorrectionIsRefusedWithItsLine(lines: [String]) throws {
        let path = folder.file("corrections.csv")
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: PredictionFileError.self) { try LabelCorrectionsFile.read(path: path) }
        #expect(error?.description.contains("line") == true)
    }

    @Test func reservedTilesAreThoseOfTheSamePlace() throws {
        let reference = try CoordinateReference(definition: "EPSG:26917")
        let reserved = try ReservedTiles(reference: reference)
        let tile = MapBounds(minX: 500_000, minY: 3_999_776, maxX: 500_224, maxY: 4_000_000)
        let neighbour = MapBounds(minX: 500_224, minY: 3_999_776, maxX: 500_448, maxY: 4_000_000)
        try reserved.add([tile], reference: reference)
        #expect(reserved.hold(tile) && !reserved.hold(neighbour))
        // The same square of the neighbouring zone's grid.
        let other = try CoordinateReference(definition: "EPSG:26916")
        let toOther = try CoordinateTransform(from: SpatialReference(reference), to: SpatialReference(other))
        let elsewhere = try ReservedTiles(reference: other)
        try elsewhere.add([tile], reference: reference)
        #expect(elsewhere.hold(try #require(toOther(tile))))
    }
}
