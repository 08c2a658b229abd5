import AerialCore
import Foundation
import Testing

@testable import Imagery

@Suite struct ClassMapWriterTests {
    let folder: OutputFolder
    let grid: TileGrid
    let map: ClassMap

    init() throws {
        folder = try OutputFolder()
        grid = try Fixture.grid()
        map = Fixture.map(grid)
    }

    private var confidence: [UInt8?] {
        map.cells.enumerated().map { number, cell in cell.map { _ in UInt8(number % 101) } }
    }

    private func write(to path: String, rows: Range<Int>, publishing: Bool = true) throws {
        let writer = try ClassMapWriter(
            path: path, legend: map.legend, grid: grid, metadata: ["AERIAL_MODEL": "m"])
        for row in rows {
            let cells = row * grid.columns..<(row + 1) * grid.columns
            try writer.write(Array(map.cells[cells]), confidence: Array(confidence[cells]), fromRow: row)
        }
        try writer.finish()
        if publishing { try writer.publish() }
    }

    @Test func rowByRowItIsTheFileOfTheWholeMap() throws {
        try ClassMapFile.write(
            map, grid: grid, confidence: confidence, metadata: ["AERIAL_MODEL": "m"],
            to: folder.file("whole.tif"))
        try write(to: folder.file("rows.tif"), rows: 0..<grid.rows)
        let (whole, rows) = (
            try RasterFile(path: folder.file("whole.tif")), try RasterFile(path: folder.file("rows.tif"))
        )
        for band in 1...2 { #expect(try whole.bytes(ofBand: band) == rows.bytes(ofBand: band)) }
        for ending in ["qml", "tif.aux.xml"] {
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: folder.file("whole.\(ending)")))
                    == Data(contentsOf: URL(fileURLWithPath: folder.file("rows.\(ending)"))))
        }
        #expect(try ClassMapFile.read(path: folder.file("rows.tif")).map == map)
    }

    @Test func rowsThatAreNotWrittenHoldNoData() throws {
        try write(to: folder.file("m.tif"), rows: 1..<grid.rows)
        let read = try ClassMapFile.read(path: folder.file("m.tif")).map
        #expect(read.cells.prefix(grid.columns).allSatisfy { $0 == nil })
        #expect(read.cells.dropFirst(grid.columns) == map.cells.dropFirst(grid.columns))
    }

    /// An older map's overviews, which the new one must not be shown with, go only with the older map.
    @Test func whatCannotBePutInPlaceLeavesTheOldersOverviews() throws {
        let output = try StagedOutput(path: folder.file("m.tif"))
        try Data("new".utf8).write(to: URL(fileURLWithPath: output.partialPath))
        try FileManager.default.createDirectory(
            atPath: folder.file("m.tif/in the way"), withIntermediateDirectories: true)
        let overviews = URL(fileURLWithPath: folder.file("m.tif.ovr"))
        try Data("older".utf8).write(to: overviews)
        #expect(throws: ImageryError.self) { try output.publish(removing: [".ovr"]) }
        #expect(try Data(contentsOf: overviews) == Data("older".utf8))
        try FileManager.default.removeItem(atPath: folder.file("m.tif"))
        try output.publish(removing: [".ovr"])
        #expect(folder.names == ["m.tif"])
    }

    @Test func whatIsNotPublishedLeavesNothing() throws {
        try write(to: folder.file("m.tif"), rows: 0..<grid.rows, publishing: false)
        #expect(folder.names == [])
        try write(to: folder.file("m.tif"), rows: 0..<grid.rows)
        #expect(folder.names == ["m.qml", "m.tif", "m.tif.aux.xml"])
    }
}
