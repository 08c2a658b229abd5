import AerialCore
import Foundation
import FoundationXML
import Testing

@testable import Imagery
@testable import MapPictures

private let hostile = "\"><script>alert(1)</script> & ]]> 'x' Wa\u{308}lder 森林 \u{0}\u{1F}\n"

/// Classes by chance, one tile in five without.
private func chanceMap(_ columns: Int, _ rows: Int, legend: Legend = .nlcd6, seed: UInt64 = 61) -> ClassMap {
    var generator = SeededGenerator(seed: seed)
    var map = ClassMap(legend: legend, columns: columns, rows: rows)
    for row in 0..<rows {
        for column in 0..<columns where Int.random(in: 0..<5, using: &generator) > 0 {
            let index = UInt8.random(in: 0..<UInt8(legend.classes.count), using: &generator)
            map[TileIndex(row: row, column: column)] = index
        }
    }
    return map
}

/// Everything drawn lies in the picture, and no words lie on others.
private func expectInOrder(_ drawing: some PictureDrawing, _ comment: String) {
    let canvas = RecordingCanvas(drawing)
    let (width, height) = (Double(drawing.width), Double(drawing.height))
    for rect in canvas.fills.map(\.rect) + canvas.frames + canvas.maps.map(\.rect) {
        #expect(rect.x >= 0 && rect.y >= 0 && rect.maxX <= width && rect.maxY <= height, "\(comment)")
    }
    for point in canvas.polygons.joined() {
        #expect(point.x >= 0 && point.x <= width && point.y >= 0 && point.y <= height, "\(comment)")
    }
    for words in canvas.words {
        #expect(words.extent.lowerBound >= 0 && words.extent.upperBound <= width, "\(comment): \(words.text)")
        #expect(words.point.y - words.style.size > 0 && words.point.y < height, "\(comment): \(words.text)")
    }
    for line in Dictionary(grouping: canvas.words, by: \.point.y).values {
        let extents = line.filter { !$0.text.isEmpty }.map(\.extent).sorted { $0.lowerBound < $1.lowerBound }
        for (left, right) in zip(extents, extents.dropFirst()) {
            #expect(left.upperBound < right.lowerBound, "\(comment): \(line.map(\.text))")
        }
    }
}

struct PictureLayoutTests {
    @Test(arguments: [(1, 1), (1, 40), (40, 1), (7, 5), (50, 10), (600, 2), (601, 2), (1500, 3)])
    func everythingLiesInThePictureAndNoWordsLieOnOthers(columns: Int, rows: Int) {
        let layout = PictureLayout(
            chanceMap(columns, rows), title: "Land use", subtitle: "A county, 2014", tileMeters: 224)
        expectInOrder(layout, "\(columns) x \(rows)")
    }

    @Test(arguments: [hostile, String(repeating: "A long title ", count: 20), "", "غابة"])
    func longAndStrangeNamesFindTheirRoom(text: String) throws {
        let legend = try Legend.named("l", classNames: [text + "1", "B", text + "3"])
        let map = chanceMap(6, 6, legend: legend)
        expectInOrder(PictureLayout(map, title: text, subtitle: text, tileMeters: 0.3), text)
        expectInOrder(PictureLayout(map, title: "t", subtitle: "", tileMeters: 30), text)
    }

    @Test(arguments: [(1, 96), (12, 96), (13, 92), (50, 24), (600, 2), (1200, 1), (5000, 1)])
    func cellsAreWholePixelsUpToTwelveHundredInAll(columns: Int, side: Int) {
        let layout = PictureLayout(chanceMap(columns, 1), title: "", subtitle: "", tileMeters: 224)
        #expect(layout.cellSide == side)
        let drawn = RecordingCanvas(layout).maps
        #expect(drawn.map(\.rect.width) == [Double(columns * side)])
    }

    @Test func theLegendsSharesAreThoseOfTheTiles() throws {
        let map = chanceMap(30, 20)
        let texts = RecordingCanvas(PictureLayout(map, title: "", subtitle: "", tileMeters: 224)).texts
        let total = map.cells.count { $0 != nil }
        var sum = 0.0
        for (index, each) in map.legend.classes.enumerated() {
            let place = try #require(texts.firstIndex(of: each.name))
            let share = try #require(Double(texts[place + 1].dropLast(2)))
            let tiles = map.cells.count { $0 == UInt8(index) }
            #expect(abs(share - 100 * Double(tiles) / Double(total)) <= 0.0501)
            sum += share
        }
        #expect(abs(sum - 100) < 0.31 && texts.contains("No data"))
    }

    @Test func aMapWithoutATileHasNoShares() {
        let map = ClassMap(legend: .nlcd3, columns: 4, rows: 4)
        let texts = RecordingCanvas(PictureLayout(map, title: "", subtitle: "", tileMeters: 224)).texts
        #expect(texts.contains("No data") && !texts.contains { $0.hasSuffix(" %") })
    }

    @Test(arguments: [
        (1e-9, "< 0.1 %"), (0.0004, "< 0.1 %"), (0.0006, "0.1 %"), (0, "0.0 %"), (1, "100.0 %"),
        (0.25, "25.0 %"), (0.0005, "< 0.1 %"), (0.9994, "99.9 %"), (0.9996, "> 99.9 %"),
        (1 - 1e-12, "> 99.9 %"),
        (0.99949, "99.9 %"), (.nan, ""),
    ])
    func onlyNothingIsWrittenAsNothing(share: Double, text: String) {
        #expect(PictureLegend.text(ofShare: share) == text)
        #expect(PictureLegend.text(ofShare: nil).isEmpty)
    }

    /// Any part of any whole: its words are true.
    @Test func sharesOfTilesAreAllOrNothingOnlyWhereTheyAre() throws {
        var generator = SeededGenerator(seed: 63)
        for _ in 0..<3000 {
            let total = Int.random(in: 1...30_000, using: &generator)
            let part =
                [
                    0, 1, total - 1, total, Int.random(in: 0...total, using: &generator), total / 2000,
                ].randomElement(using: &generator) ?? 0
            let text = PictureLegend.text(ofShare: Double(part) / Double(total))
            #expect(
                (text == "0.0 %") == (part == 0) && (text == "100.0 %") == (part == total), "\(part)/\(total)"
            )
            // In thousandths, whole numbers: no rounding.
            switch text.prefix(1) {
            case "<": #expect(part > 0 && 2000 * part <= total)
            case ">": #expect(part < total && 2000 * (total - part) <= total)
            default:
                let tenths = try #require(Int(text.dropLast(2).filter { $0 != "." }))
                #expect(abs(1000 * part - tenths * total) * 2 <= total, "\(part)/\(total) \(text)")
            }
        }
    }

    @Test func aLongTitleOfTheLegendFindsItsRoom() {
        let title = "What has become of the fields of 2014 by the year 2023"
        expectInOrder(
            PictureLayout(chanceMap(5, 5), title: "t", subtitle: "", legendTitle: title, tileMeters: 30),
            title)
    }

    /// The bar's pixels in metres are the words at its end.
    @Test(arguments: [(50, 224.0), (50, 0.3), (3, 10_000.0), (1200, 30.0), (1, 5.0)])
    func theScaleBarIsAsLongAsItSays(columns: Int, tileMeters: Double) throws {
        let layout = PictureLayout(chanceMap(columns, 4), title: "", subtitle: "", tileMeters: tileMeters)
        let canvas = RecordingCanvas(layout)
        let bar = try #require(canvas.frames.first { $0.height == 8 })
        let end = try #require(canvas.texts.last { $0.hasSuffix(" m") || $0.hasSuffix(" km") })
        let parts = end.split(separator: " ")
        let meters = try #require(Double(parts[0])) * (parts[1] == "km" ? 1000 : 1)
        let perPixel = tileMeters / Double(layout.cellSide)
        #expect(abs(bar.width * perPixel - meters) <= 0.5 * perPixel + 1e-9, "\(end)")
        #expect(bar.x == Double(layout.mapLeft) && canvas.texts.contains("0"))
    }
}

struct MapSetLayoutTests {
    private func set(_ sizes: [(columns: Int, rows: Int, meters: Double)]) throws -> MapSet {
        try MapSet(
            sizes.enumerated().map { number, size in
                MapSet.Entry(
                    name: "map \(number)", map: chanceMap(size.columns, size.rows, seed: UInt64(number)),
                    tileMeters: size.meters)
            })
    }

    @Test(arguments: [1, 2, 3, 4, 7]) func mapsStandInRowsOfThreeWithoutTouching(count: Int) throws {
        let set = try set((0..<count).map { (columns: 5 + 3 * $0, rows: 9 - $0, meters: 224) })
        let layout = MapSetLayout(set, title: "Title")
        expectInOrder(layout, "\(count) maps")
        let rects = RecordingCanvas(layout).maps.map(\.rect)
        try #require(rects.count == count)
        for (number, rect) in rects.enumerated() {
            for other in rects[(number + 1)...] {
                #expect(rect.maxX < other.x || other.maxX < rect.x || rect.maxY < other.y)
            }
            #expect(rects.count { $0.y == rect.y } <= 3)
        }
        #expect(layout.maps.map(\.cells) == set.entries.map(\.map.cells))
    }

    @Test func theSameGroundIsEquallyLargeWhateverItsTiles() throws {
        let set = try set([(10, 6, 60), (20, 12, 30), (30, 18, 20)])
        let rects = RecordingCanvas(MapSetLayout(set, title: "")).maps.map(\.rect)
        #expect(Set(rects.prefix(2).map(\.width)) == [640] && Set(rects.prefix(2).map(\.height)) == [384])
        #expect(abs(rects[2].width - 640) < 1e-9)
    }

    @Test(
        arguments: [[30, 50], [50, 30, 20], [0.3, 0.6, 1], [7, 11, 13], [10, 1000], [224]] as [[Double]])
    func mapsOfAllTilesAreDrawnAtExactlyOneScale(tileMeters: [Double]) throws {
        let longest = max(200 * (tileMeters.min() ?? 1), 3 * (tileMeters.max() ?? 1))
        for share in [0.02, 0.3, 1] {
            // Grounds of several sizes, of which one tile more or less is told.
            let sizes = tileMeters.enumerated().map { number, meters in
                (
                    columns: max(1, Int(longest * share / meters) / (number + 1)),
                    rows: max(1, Int(longest * share / meters / 3)), meters: meters
                )
            }
            let set = try set(sizes)
            let layout = MapSetLayout(set, title: "t")
            expectInOrder(layout, "\(tileMeters)")
            let canvas = RecordingCanvas(layout)
            let scales = zip(canvas.maps.map(\.rect), sizes).flatMap { rect, size -> [Double] in
                [
                    rect.width / (Double(size.columns) * size.meters),
                    rect.height / (Double(size.rows) * size.meters),
                ]
            }
            let scale = try #require(scales.first)
            #expect(scales.count == 2 * sizes.count && scales.allSatisfy { abs($0 / scale - 1) < 1e-12 })
            // The one bar below holds for each of them.
            let bar = try #require(canvas.frames.first { $0.height == 8 })
            let words = try #require(canvas.texts.last { $0.hasSuffix(" m") || $0.hasSuffix(" km") })
            let parts = words.split(separator: " ")
            let meters = try #require(Double(parts[0])) * (parts[1] == "km" ? 1000 : 1)
            #expect(abs(bar.width - meters * scale) <= 0.5 + 1e-9, "\(words)")
        }
    }

    @Test func theCoarsestTilesAreWholePixels() throws {
        let set = try set([(37, 20, 50), (61, 33, 30)])
        let rects = RecordingCanvas(MapSetLayout(set, title: "t")).maps.map(\.rect)
        let side = rects[0].width / 37
        #expect(side == side.rounded() && side == 17 && abs(rects[1].width - 61 * 17 * 0.6) < 1e-9)
    }

    @Test func classesOfShortNamesLeaveRoomForTheHeadings() throws {
        let legend = try Legend.named("l", classNames: ["A", "B"])
        for name in ["m", "a map of a longer name", "2014"] {
            let entries = (0..<3).map {
                MapSet.Entry(name: "\(name) \($0)", map: chanceMap(4, 4, legend: legend), tileMeters: 10)
            }
            expectInOrder(MapSetLayout(try MapSet(entries), title: "t"), name)
        }
    }

    @Test func theTableCountsEachMapByItself() throws {
        let set = try set([(8, 8, 100), (3, 2, 50)])
        let canvas = RecordingCanvas(MapSetLayout(set, title: "t"))
        for (index, each) in set.legend.classes.enumerated() {
            let place = try #require(canvas.texts.firstIndex(of: each.name))
            let cells = Array(canvas.texts[(place + 1)...(place + 4)])
            for (number, entry) in set.entries.enumerated() {
                let tiles = entry.map.cells.count { $0 == UInt8(index) }
                let share = Double(tiles) / Double(entry.map.cells.count { $0 != nil })
                #expect(cells[2 * number] == String(tiles))
                #expect(cells[2 * number + 1] == PictureLegend.text(ofShare: share))
            }
        }
        #expect(canvas.texts.contains { $0.contains("a tile of 50 or 100 m") })
    }

    @Test func namesOfMapsFindTheirRoom() throws {
        let long = String(repeating: "a name that is long ", count: 8)
        let entries = [hostile, long, "c", long + "d"].map {
            MapSet.Entry(name: $0, map: chanceMap(2, 2), tileMeters: 10)
        }
        expectInOrder(MapSetLayout(try MapSet(entries), title: long + long), "names")
    }

    @Test func emptyMapsAreNoTrap() throws {
        let set = try set([(0, 0, 10), (4, 4, 10)])
        expectInOrder(MapSetLayout(set, title: "t"), "an empty map")
    }
}

struct ScaleBarPropertyTests {
    @Test func barsAreTheLongestRoundOnesThatFit() {
        var generator = SeededGenerator(seed: 62)
        for _ in 0..<500 {
            let metersPerPixel = pow(10, Double.random(in: -2...5, using: &generator))
            let limit = Double.random(in: 80...400, using: &generator)
            let bar = ScaleBar(metersPerPixel: metersPerPixel, limit: limit)
            // One of all round lengths, tried one by one.
            let lengths = (-4...9).flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
            let longest = lengths.last { $0 <= metersPerPixel * limit * (1 + 1e-12) } ?? 0
            #expect(abs(bar.meters - longest) < 1e-9 * longest, "\(metersPerPixel) \(limit)")
            #expect(abs(bar.pixels * metersPerPixel - bar.meters) < 1e-9 * bar.meters)
        }
    }

    @Test(arguments: [0.001, 0.01, 0.1, 1, 10, 100, 1000, 10_000, 100_000])
    func lengthsThatFitExactlyAreTaken(length: Double) {
        #expect(ScaleBar(metersPerPixel: length / 100, limit: 100).meters >= length * (1 - 1e-9))
    }
}

/// The files themselves.
final class MapPictureFileTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "map-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func file(_ name: String) -> String { folder.appending(path: name).path }
    private func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

    /// Elements of an SVG with their attributes and texts.
    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String], text: String)] = []
        private(set) var isWellFormed = false

        init(_ svg: String) {
            super.init()
            let parser = XMLParser(data: Data(svg.utf8))
            parser.delegate = self
            isWellFormed = parser.parse()
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) { elements.append((name, attributes, "")) }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            if !elements.isEmpty { elements[elements.count - 1].text += string }
        }
    }

    @Test func theVectorPictureSaysWhatIsDrawnAndNothingElse() throws {
        let legend = try Legend.named("l", classNames: [hostile, "B"])
        let map = chanceMap(5, 4, legend: legend)
        let reader = Reader(try MapPicture(map, title: hostile, subtitle: hostile, tileMeters: 224).svg())
        #expect(reader.isWellFormed)
        #expect(Set(reader.elements.map(\.name)) == ["svg", "rect", "polygon", "text", "image"])
        let layout = PictureLayout(map, title: hostile, subtitle: hostile, tileMeters: 224)
        let texts = reader.elements.filter { $0.name == "text" }
            .map { $0.text.trimmingCharacters(in: .newlines) }
        let shown = RecordingCanvas(layout).texts.map { text in
            text.replacing("\0", with: " ").replacing("\u{1F}", with: " ").trimmingCharacters(in: .newlines)
        }
        #expect(texts == shown)
        #expect(reader.elements.first?.attributes["width"] == String(layout.width))
    }

    @Test func theCellsWithinAVectorPictureAreTheMaps() throws {
        let map = chanceMap(37, 11)
        let svg = try MapPicture(map, title: "t", tileMeters: 224).svg()
        let image = try #require(Reader(svg).elements.first { $0.name == "image" }).attributes
        let address = try #require(image["href"])
        let base64 = String(address.dropFirst("data:image/png;base64,".count))
        let data = try #require(Data(base64Encoded: base64))
        try data.write(to: folder.appending(path: "cells.png"))
        let picture = try RasterFile(path: file("cells.png"))
        #expect((picture.width, picture.height) == (37, 11))
        let bands = try (1...3).map { try picture.bytes(ofBand: $0) }
        for (number, cell) in map.cells.enumerated() {
            let color = cell.map { map.legend.classes[Int($0)].color } ?? map.legend.noDataColor
            #expect(bands.map { $0[number] } == [color.red, color.green, color.blue])
        }
        #expect(image["width"] == String(37 * 32) && image["height"] == String(11 * 32))
    }

    @Test(arguments: ["png", "svg"]) func theSameMapGivesTheSameBytes(ending: String) throws {
        for name in ["a", "b"] {
            try MapPicture(chanceMap(9, 9), title: "t", tileMeters: 30).write(to: file("\(name).\(ending)"))
        }
        #expect(try bytes("a.\(ending)") == bytes("b.\(ending)"))
    }

    @Test func endingsAreReadInEitherCase() throws {
        let picture = MapPicture(chanceMap(3, 3), title: hostile, tileMeters: 30)
        let beginnings = [
            "m.SVG": Array("<svg ".utf8), "m.Pdf": Array("%PDF-".utf8), "m.PNG": [0x89] + Array("PNG".utf8),
        ]
        for (name, beginning) in beginnings {
            try picture.write(to: file(name))
            #expect(try bytes(name).starts(with: beginning), "\(name)")
        }
    }

    @Test(arguments: ["m.svg", "m.pdf", "m.png"]) func aMapTooWideIsRefusedInEveryFormat(name: String) throws
    {
        let picture = MapPicture(
            ClassMap(legend: .nlcd3, columns: 33_000, rows: 1), title: "t", tileMeters: 1)
        #expect {
            try picture.write(to: self.file(name))
        } throws: { error in
            "\(error)".contains("32,767")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    /// Code points that are no characters, and those that end a text in C: a picture has signs for them.
    @Test(arguments: [0xFFFF, 0xFFFE, 0xFDD0, 0x1FFFF, 0, 0x1B, 8] as [UInt32])
    func strangeCodePointsAreNoFailure(code: UInt32) throws {
        let text = "a\(try #require(Unicode.Scalar(code)))b"
        let legend = try Legend.named("l", classNames: [text + "1", "B"])
        let picture = MapPicture(
            chanceMap(3, 3, legend: legend), title: text, subtitle: text, legendTitle: text, tileMeters: 30)
        for name in ["m.png", "m.pdf", "m.svg"] { try picture.write(to: file(name)) }
        let reader = Reader(String(decoding: try bytes("m.svg"), as: UTF8.self))
        #expect(reader.isWellFormed)
        let pdf = String(decoding: try bytes("m.pdf"), as: Unicode.ASCII.self)
        #expect(pdf.contains("/Title"))
    }

    /// In a picture whose tiles are not whole pixels, too, each tile has its class's colour.
    @Test func tilesOfAllScalesHaveTheirClasssColour() throws {
        let set = try MapSet(
            [(37, 20, 50.0), (61, 33, 30.0)].enumerated().map { number, size in
                MapSet.Entry(
                    name: "m\(number)", map: chanceMap(size.0, size.1, seed: UInt64(number)),
                    tileMeters: size.2)
            })
        try MapPicture(set, title: "t").write(to: file("s.png"))
        let picture = try RasterFile(path: file("s.png"))
        let bands = try (1...3).map { try picture.bytes(ofBand: $0) }
        for (map, rect) in RecordingCanvas(MapSetLayout(set, title: "t")).maps {
            let side = rect.width / Double(map.columns)
            for (number, cell) in map.cells.enumerated() {
                let (row, column) = (number / map.columns, number % map.columns)
                let x = Int(rect.x + (Double(column) + 0.5) * side)
                let y = Int(rect.y + (Double(row) + 0.5) * side)
                let color = cell.map { map.legend.classes[Int($0)].color } ?? map.legend.noDataColor
                #expect(bands.map { $0[y * picture.width + x] } == [color.red, color.green, color.blue])
            }
        }
    }

    @Test func aPictureTooWideSaysWhatToDo() {
        let picture = MapPicture(
            ClassMap(legend: .nlcd3, columns: 33_000, rows: 1), title: "t", tileMeters: 1)
        #expect {
            try picture.write(to: self.file("m.png"))
        } throws: { error in
            "\(error)".contains("m.png") && "\(error)".contains("write a .tif")
        }
        #expect {
            _ = try picture.svg()
        } throws: { error in
            "\(error)".contains("32,767") && "\(error)".contains("map a part")
        }
    }

    @Test func aFolderThatIsNotThereIsToldOf() {
        let picture = MapPicture(chanceMap(2, 2), title: "t", tileMeters: 1)
        #expect(throws: ImageryError.self) { try picture.write(to: self.file("none/m.png")) }
    }

    @Test func severalMapsAreOnePictureWithAnImageEach() throws {
        let set = try MapSet(
            (0..<4).map { number in
                MapSet.Entry(name: "m&\(number)", map: chanceMap(3 + number, 2), tileMeters: 100)
            })
        let reader = Reader(try MapPicture(set, title: "t <1>").svg())
        #expect(reader.isWellFormed)
        let images = reader.elements.filter { $0.name == "image" }
        #expect(images.count == 4 && Set(images.compactMap { $0.attributes["href"] }).count == 4)
        #expect(reader.elements.filter { $0.name == "text" }.map(\.text).count { $0.contains("m&2") } == 2)
        try MapPicture(set, title: "t <1>").write(to: file("s.png"))
        let layout = MapSetLayout(set, title: "t <1>")
        let picture = try RasterFile(path: file("s.png"))
        #expect((picture.width, picture.height) == (layout.width, layout.height))
    }
}
