import AerialCore
import CGDAL
import Foundation
import Testing

@testable import Imagery

/// Files of change against the changes that they are of.
struct ChangeFilesPropertyTests {
    private let folder: OutputFolder
    private let grid: TileGrid

    init() throws {
        folder = try OutputFolder()
        grid = try Fixture.grid(columns: 8, rows: 6)
    }

    /// A change of every second tile, in no order.
    private var changes: [TileChange] {
        var generator = SeededGenerator(seed: 31)
        return (0..<48).filter { $0 % 2 == 0 }.map { number in
            TileChange(
                tile: TileIndex(row: number / 8, column: number % 8),
                from: Int.random(in: 0..<6, using: &generator), to: Int.random(in: 0..<6, using: &generator),
                seen: Int.random(in: 0..<6, using: &generator),
                probability: Double(Int.random(in: 0...1000, using: &generator)) / 1000)
        }.shuffled(using: &generator)
    }

    private func bands(_ name: String) throws -> [[UInt8]] {
        let file = try RasterFile(path: folder.file(name))
        return try (1...file.bandCount).map { try file.bytes(ofBand: $0) }
    }

    @Test func everyTileHoldsItsChangeAndTheOthersNothing() throws {
        let foreignness: [TileIndex: Float] = [
            TileIndex(row: 0, column: 0): 0, TileIndex(row: 0, column: 2): 0.959,
            TileIndex(row: 5, column: 6): 1,
        ]
        try ChangeRaster.write(
            changes, foreignness: foreignness, legend: .nlcd6, grid: grid, metadata: [:],
            to: folder.file("c.tif"))
        let found = try bands("c.tif")
        #expect(found.count == 5)
        let byTile = Dictionary(uniqueKeysWithValues: changes.map { ($0.tile, $0) })
        for (position, tile) in grid.tiles.enumerated() {
            let values = found.map { Int($0[position]) }
            let change = byTile[tile]
            #expect(values[1] == change.map { $0.from + 1 } ?? 255)
            #expect(values[2] == change.map { $0.to + 1 } ?? 255)
            #expect(values[3] == change.map { $0.seen + 1 } ?? 255)
            if let change {
                #expect(abs(Double(values[0]) - change.probability * 100) <= 0.5 + 1e-9)
            } else {
                #expect(values[0] == 255)
            }
        }
        // Above 95 a tile is foreign: 95.9 is not rounded up, nor down to less.
        #expect([0, 2, 46].map { found[4][$0] } == [0, 95, 100] && found[4].count { $0 == 255 } == 45)
    }

    @Test func theOrderOfTheChangesChangesNoByte() throws {
        for (name, list) in [("a.tif", changes), ("b.tif", changes.reversed())] {
            try ChangeRaster.write(
                Array(list), legend: .nlcd6, grid: grid, metadata: ["AERIAL_MODEL": "m"],
                to: folder.file(name))
        }
        #expect(try bands("a.tif") == bands("b.tif"))
        #expect(folder.names.filter { $0.hasSuffix(".qml") } == ["a.qml", "b.qml"])
    }

    @Test func whatIsNoShareIsNoDataOrTheNearestShare() throws {
        let values: [(value: Double, percent: UInt8)] = [
            (.nan, 255), (-.nan, 255), (-0.1, 0), (-.infinity, 0), (1.7, 100), (.infinity, 100), (1e300, 100),
            (0.5, 50),
        ]
        let row = values.indices.map { TileIndex(row: 0, column: $0) }
        try ChangeRaster.write(
            zip(row, values).map { TileChange(tile: $0, from: 1, to: 0, probability: $1.value) },
            foreignness: Dictionary(uniqueKeysWithValues: zip(row, values.map { Float($0.value) })),
            legend: .nlcd6, grid: grid, metadata: [:], to: folder.file("c.tif"))
        let found = try bands("c.tif")
        for band in [0, 4] { #expect(Array(found[band].prefix(8)) == values.map(\.percent)) }
        #expect(found[1].prefix(8).allSatisfy { $0 == 2 })
    }

    @Test func moreClassesThanAByteHasNumbersForAreRefused() throws {
        func legend(_ count: Int) throws -> Legend {
            try Legend(
                name: "own",
                classes: (0..<count).map {
                    LandUseClass(name: "c\($0)", codes: [], color: LegendColor(red: 1, green: 2, blue: 3))
                })
        }
        let last = [TileChange(tile: TileIndex(row: 0, column: 0), from: 253, to: 0, probability: 1)]
        try ChangeRaster.write(last, legend: legend(254), grid: grid, metadata: [:], to: folder.file("c.tif"))
        #expect(try bands("c.tif")[1][0] == 254)
        let error = #expect(throws: ImageryError.self) {
            try ChangeRaster.write(
                last, legend: legend(255), grid: grid, metadata: [:], to: folder.file("d.tif"))
        }
        #expect(error?.description.contains("255 classes") == true && !folder.names.contains("d.tif"))
    }

    @Test func noChangeIsARasterOfNothing() throws {
        try ChangeRaster.write([], legend: .nlcd6, grid: grid, metadata: [:], to: folder.file("c.tif"))
        #expect(try bands("c.tif").allSatisfy { $0.allSatisfy { $0 == 255 } })
    }

    @Test func tagsAndBandsSayWhatTheyAre() throws {
        let path = folder.file("c.tif")
        try ChangeRaster.write(
            changes, legend: .nlcd3, grid: grid,
            metadata: ["AERIAL_NOTE": "a=b; <&> Лес", "AERIAL_CLASSES": "mine"],
            to: path)
        let file = try RasterFile(path: path)
        func tag(_ name: String) -> String? {
            GDALGetMetadataItem(file.handle, name, nil).map { String(cString: $0) }
        }
        #expect(tag("AERIAL_NOTE") == "a=b; <&> Лес")
        // What the file holds is said by the program.
        #expect(tag(ChangeRaster.classesKey) == "1 Developed; 2 Cultivated; 3 Undeveloped")
        for number in 1...5 { #expect(file.nodata(ofBand: number) == 255) }
        #expect(Set((1...5).map { String(cString: GDALGetDescription(file.band($0))) }).count == 5)
        #expect(file.geoTransform == [grid.origin.x, 224, 0, grid.origin.y, 0, -224])
        #expect(!LabelRaster.isLandCover(path))
        #expect(EarlierOutput.isRaster(path, tagged: [ChangeRaster.classesKey]))
    }

    @Test(arguments: ["csv", "gpkg"]) func marksOfTheListComeBack(ending: String) throws {
        let sample = Set(changes.prefix(5).map(\.tile))
        let path = folder.file("candidates.\(ending)")
        try CandidateFile.write(changes, target: 0, sample: sample, legend: .nlcd6, grid: grid, to: path)
        let table = try TextTable(at: path, preferredLayer: CandidateFile.layerName)
        let columns = ["rank", "id", "from", "to", "probability"].compactMap {
            table.header.firstIndex(of: $0)
        }
        try #require(columns.count == 5 && table.rows.count == changes.count)
        for (position, (row, change)) in zip(table.rows, changes).enumerated() {
            let fields = columns.map { row.fields[$0] ?? "" }
            #expect(fields[0] == "\(position + 1)" && TileGrid.index(named: fields[1]) == change.tile)
            #expect(fields[2] == Legend.nlcd6.classNames[change.from] && fields[3] == "Developed")
            #expect(Double(fields[4]) == change.probability)
        }
        guard ending == "csv" else { return }
        // As a person fills it in, every third row.
        let lines = try folder.text("candidates.csv").split(separator: "\r\n").enumerated().map {
            number, line in
            number == 0 ? "\(line),mark" : number % 3 == 0 ? "\(line),accept" : "\(line),"
        }
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let marks = try ChangeMarksFile.read(path: path)
        #expect(marks.sample == sample)
        #expect(
            Set(marks.marks.keys)
                == Set(changes.enumerated().filter { $0.offset % 3 == 2 }.map(\.element.tile)))
        #expect(marks.marks.values.allSatisfy { $0 })
    }

    @Test func aListOfNothingHasItsHeaderAlone() throws {
        try CandidateFile.write([], target: 0, legend: .nlcd6, grid: grid, to: folder.file("c.csv"))
        let text = try folder.text("c.csv")
        #expect(text.hasPrefix("rank,id,row,column,") && text.split(separator: "\r\n").count == 1)
        #expect(throws: PredictionFileError.unknownFormat(path: folder.file("c.txt"))) {
            try CandidateFile.write([], target: 0, legend: .nlcd6, grid: grid, to: folder.file("c.txt"))
        }
    }

    @Test func markedTwiceAlikeIsMarkedOnce() throws {
        let path = folder.file("m.csv")
        try "\u{FEFF}mark;id\raccept;r0000_c0000".replacing("\r", with: "\r\n").write(
            toFile: path, atomically: true, encoding: .utf8)
        #expect(try ChangeMarksFile.read(path: path).marks == [TileIndex(row: 0, column: 0): true])
        try "id,mark\nr0000_c0000,reject\nr0000_c0000,\nr0000_c0000,reject\n".write(
            toFile: path, atomically: true, encoding: .utf8)
        #expect(try ChangeMarksFile.read(path: path).marks == [TileIndex(row: 0, column: 0): false])
        try "id,mark\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try ChangeMarksFile.read(path: path) == ChangeMarks())
    }

    @Test(arguments: [
        "r0000_c-001", "r00000_c0000", "r0000_c0000 ", "R0000_C0000", "r0000c0000", "r٠٠٠٠_c٠٠٠٠",
        "r99999999999999999999_c0000", "../r0000_c0000", "r0000_c0000\u{301}",
    ]) func whatIsNoTilesNameIsRefused(name: String) throws {
        let path = folder.file("m.csv")
        try "id,mark\n\"\(name)\",accept\n".write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: PredictionFileError.self) { try ChangeMarksFile.read(path: path) }
        #expect(error?.description.contains("is no tile's name") == true)
    }
}
