import AerialCore
import Foundation
import Testing

@testable import Imagery

@Suite struct ClassMapPictureTests {
    let folder: OutputFolder

    init() throws { folder = try OutputFolder() }

    @Test func cellsAreEnlargedByAWholeNumberInTheirClassesColours() throws {
        let map = Fixture.map(try Fixture.grid(columns: 50, rows: 10))
        try ClassMapPicture(map, title: "Title", tileMeters: 224).write(to: folder.file("m.png"))
        let file = try RasterFile(path: folder.file("m.png"))
        let layout = PictureLayout(map, title: "Title", subtitle: "", tileMeters: 224)
        #expect(layout.cellSide == 24)
        #expect((file.width, file.height) == (layout.width, layout.height))
        let bands = try (1...3).map { try file.bytes(ofBand: $0) }
        for (number, cell) in map.cells.enumerated() {
            let color = cell.map { map.legend.classes[Int($0)].color } ?? .noData
            let corner = (number / 50 * 24 + layout.mapTop) * file.width + number % 50 * 24 + layout.mapLeft
            for offset in [0, 23, 23 * file.width, 23 * file.width + 23] {
                #expect(bands.map { $0[corner + offset] } == [color.red, color.green, color.blue])
            }
        }
        #expect(folder.names == ["m.png"])
    }

    @Test func theVectorPictureHoldsNamesSharesAndTitleAsText() throws {
        var map = ClassMap(legend: .nlcd3, columns: 4, rows: 1)
        for column in 0..<4 { map[TileIndex(row: 0, column: column)] = column == 0 ? 0 : 2 }
        let svg = try ClassMapPicture(map, title: "A <b> & c", subtitle: "2014", tileMeters: 224).svg()
        for text in [
            ">A &lt;b&gt; &amp; c</text>", ">2014</text>", ">Undeveloped</text>", ">75.0 %</text>",
            ">0.0 %</text>",
        ] {
            #expect(svg.contains(text))
        }
        #expect(svg.contains(ClassAreas.caution))
        #expect(!svg.contains("No data"))
    }

    @Test func everyPrintableCharacterHasALetter() {
        let unknown = StrokePath.strokes(StrokeGlyphs.unknown)
        let text = (33...126).map { Character(Unicode.Scalar($0)) } + Array("äöüÄÖÜéèêçñåøßł×²°–€")
        for character in text {
            let lines = StrokeFont.polylines(
                of: String(character), origin: PicturePoint(x: 0, y: 0), size: 14 / 0.72)
            #expect(!lines.isEmpty)
            #expect(lines.map { $0.map { PicturePoint(x: $0.x, y: -$0.y) } } != unknown, "\(character)")
        }
    }

    @Test func widthsOfTextsAddUpAndFiguresAreEquallyWide() {
        let widths = "0123456789".map { StrokeFont.width(of: String($0), size: 20) }
        #expect(Set(widths).count == 1)
        #expect(StrokeFont.width(of: "Forest", size: 20) * 2 == StrokeFont.width(of: "Forest", size: 40))
        #expect(StrokeFont.width(of: "Forest", size: 20) < StrokeFont.width(of: "Forests", size: 20))
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
