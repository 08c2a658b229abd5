import AerialCore
import Foundation
import Testing

@testable import Imagery
@testable import MapPictures

final class MapPictureTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "map-picture-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func file(_ name: String) -> String { folder.appending(path: name).path }

    /// Four classes and a hole, in turns.
    private func map(columns: Int, rows: Int) -> ClassMap {
        var map = ClassMap(legend: .nlcd6, columns: columns, rows: rows)
        for row in 0..<rows {
            for column in 0..<columns where (row + column) % 5 > 0 {
                map[TileIndex(row: row, column: column)] = UInt8((row + column) % 5)
            }
        }
        return map
    }

    @Test func cellsAreEnlargedByAWholeNumberInTheirClassesColours() throws {
        let map = map(columns: 50, rows: 10)
        try MapPicture(map, title: "Title", tileMeters: 224).write(to: file("m.png"))
        let picture = try RasterFile(path: file("m.png"))
        let layout = PictureLayout(map, title: "Title", subtitle: "", tileMeters: 224)
        #expect(layout.cellSide == 24)
        #expect((picture.width, picture.height) == (layout.width, layout.height))
        let bands = try (1...3).map { try picture.bytes(ofBand: $0) }
        for (number, cell) in map.cells.enumerated() {
            let color = cell.map { map.legend.classes[Int($0)].color } ?? map.legend.noDataColor
            let corner =
                (number / 50 * 24 + layout.mapTop) * picture.width + number % 50 * 24 + layout.mapLeft
            for offset in [0, 23, 23 * picture.width, 23 * picture.width + 23] {
                #expect(bands.map { $0[corner + offset] } == [color.red, color.green, color.blue])
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["m.png"])
    }

    /// Farmland of `nlcd3` is nearly white, as unscored ground is on other maps.
    @Test(arguments: [Legend.nlcd3, .nlcd4, .nlcd6, .nlcd7])
    func noDataIsNoColourOfAClass(legend: Legend) {
        let (none, usual) = (legend.noDataColor, Legend.nlcd6.noDataColor)
        #expect(usual == LegendColor(red: 236, green: 237, blue: 239))
        for each in legend.classes {
            let steps = [
                (none.red, each.color.red), (none.green, each.color.green), (none.blue, each.color.blue),
            ]
            let distance = steps.map { pow(Double($0) - Double($1), 2) }.reduce(0, +).squareRoot()
            #expect(distance >= 40, "\(each.name)")
        }
        #expect((none != usual) == ["nlcd3", "nlcd4"].contains(legend.name))
    }

    @Test func aLegendOfAllGreysTakesTheFarthest() throws {
        let classes = stride(from: 0, through: 255, by: 15).map { level in
            LandUseClass(
                name: "\(level)", codes: [],
                color: LegendColor(red: UInt8(level), green: UInt8(level), blue: UInt8(level)))
        }
        let none = try Legend(name: "greys", classes: classes).noDataColor
        #expect(classes.allSatisfy { $0.color != none })
    }

    @Test func theVectorPictureHoldsNamesSharesAndTitleAsText() throws {
        var map = ClassMap(legend: .nlcd3, columns: 4, rows: 1)
        for column in 0..<4 { map[TileIndex(row: 0, column: column)] = column == 0 ? 0 : 2 }
        let svg = try MapPicture(map, title: "A <b> & c", subtitle: "2014", tileMeters: 224).svg()
        for text in [
            ">A &lt;b&gt; &amp; c</text>", ">2014</text>", ">Undeveloped</text>", ">75.0 %</text>",
            ">0.0 %</text>",
        ] {
            #expect(svg.contains(text))
        }
        #expect(svg.contains(ClassAreas.caution))
        #expect(!svg.contains("No data"))
    }

    @Test func nothingIsDrawnBetweenTheScaleBarAndTheNorthArrow() throws {
        let map = map(columns: 10, rows: 10)
        try MapPicture(map, title: "Title", tileMeters: 224).write(to: file("m.png"))
        let layout = PictureLayout(map, title: "Title", subtitle: "", tileMeters: 224)
        let picture = try RasterFile(path: file("m.png"))
        let below = layout.mapTop + 10 * layout.cellSide + 14
        let right = layout.mapLeft + 10 * layout.cellSide
        let band = try picture.bytes(ofBand: 1)
        for row in below..<below + 50 {
            let start = row * picture.width
            // The arrow is 20 pixels wide, 2 from the map's edge; the bar takes at most three tenths of the map.
            #expect(band[start + right - 400..<start + right - 30].allSatisfy { $0 == 255 }, "row \(row)")
        }
    }

    @Test func aPageIsAsLongAsA4AndNamesItsTitleAndTheProgram() throws {
        let map = map(columns: 50, rows: 10)
        let layout = PictureLayout(map, title: "Land use, county", subtitle: "", tileMeters: 224)
        try MapPicture(map, title: "Land use, county", tileMeters: 224).write(to: file("m.pdf"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file("m.pdf")))
        let text = String(decoding: bytes, as: Unicode.ASCII.self)
        #expect(text.hasPrefix("%PDF-"))
        #expect(text.contains("/Title (Land use, county)"))
        #expect(text.contains("/Creator (\(AerialVersion.programName))"))
        let box = try #require(text.firstMatch(of: /MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]/))
        let (width, height) = (try #require(Double(box.1)), try #require(Double(box.2)))
        #expect(abs(max(width, height) - 841.89) < 0.01)
        #expect(abs(width / height - Double(layout.width) / Double(layout.height)) < 1e-4)
        // Letters, not a picture of letters.
        #expect(text.contains("/Type /Font"))
    }

    @Test func aPictureTooWideForCairoIsRefusedAndNothingIsLeft() throws {
        let map = ClassMap(legend: .nlcd3, columns: 40_000, rows: 1)
        #expect(throws: ImageryError.self) {
            try MapPicture(map, title: "Title", tileMeters: 224).write(to: file("m.png"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test(arguments: ["Pâturage", "Лес", "森林", "غابة", "a\u{0}b", "two\nlines"])
    func textOfEveryScriptIsSetOnOneLine(text: String) {
        let style = TextStyle(size: 24)
        let line = TypesetLine(text, style: style)
        #expect(line.width > style.size)
        #expect(line.baseline > 0 && line.baseline < 2 * style.size)
    }

    @Test func widthsGrowWithTheTextAndItsSizeAndFiguresAreEquallyWide() {
        let style = TextStyle(size: 20)
        let widths = Set("0123456789".map { style.width(of: String($0)) })
        #expect(widths.count == 1)
        let ratio = TextStyle(size: 40).width(of: "Forest") / style.width(of: "Forest")
        #expect(abs(ratio - 2) < 0.02)
        #expect(style.width(of: "Forest") < style.width(of: "Forests"))
        #expect(style.width(of: "Forest") < TextStyle(size: 20, weight: .bold).width(of: "Forest"))
    }

    @Test(arguments: [0.7, 1, 3.2, 18.7, 224, 1000])
    func scaleBarsAreRoundAndFillBetweenFortyAndAHundredPerCent(metersPerPixel: Double) {
        let bar = ScaleBar(metersPerPixel: metersPerPixel, limit: 300)
        let leading = bar.meters / pow(10, floor(log10(bar.meters) + 1e-9))
        #expect([1, 2, 5].contains { abs(leading - $0) < 1e-9 })
        #expect(bar.pixels <= 300 && bar.pixels >= 120)
        #expect(abs(bar.pixels * metersPerPixel - bar.meters) < 1e-9 * bar.meters)
    }

    @Test func scaleBarsBelowAKilometreAreInMetres() {
        #expect(ScaleBar(metersPerPixel: 2, limit: 300).labels == ("250", "500 m"))
        #expect(ScaleBar(metersPerPixel: 20, limit: 300).labels == ("2.5", "5 km"))
    }
}
