import AerialCore
import Foundation
import Testing

@testable import Imagery

@Suite struct ChangeFilesTests {
    let folder: OutputFolder
    let grid: TileGrid
    let changes: [TileChange]

    init() throws {
        folder = try OutputFolder()
        grid = try Fixture.grid()
        changes = [
            TileChange(tile: TileIndex(row: 0, column: 1), from: 2, to: 0, probability: 0.973),
            TileChange(tile: TileIndex(row: 3, column: 4), from: 5, to: 5, seen: 1, probability: 0),
        ]
    }

    @Test func theRasterHoldsProbabilityAndBothClasses() throws {
        let path = folder.file("change.tif")
        try ChangeRaster.write(changes, legend: .nlcd6, grid: grid, metadata: [:], to: path)
        let file = try RasterFile(path: path)
        let bands = try (1...4).map { try file.bytes(ofBand: $0) }
        #expect(bands.map { $0[1] } == [97, 3, 1, 1])
        #expect(bands.map { $0[19] } == [0, 6, 6, 2])
        #expect(bands.allSatisfy { $0.count { $0 != ChangeRaster.nodata } == 2 })
        #expect(file.geoTransform?.first == grid.origin.x)
    }

    @Test(arguments: ["candidates.csv", "candidates.gpkg"])
    func candidatesStandByRankWithTheirPlace(name: String) throws {
        let path = folder.file(name)
        try CandidateFile.write(
            [changes[0]], target: 0, sample: [changes[0].tile], legend: .nlcd6, grid: grid, to: path)
        let table = try TextTable(at: path, preferredLayer: CandidateFile.layerName)
        let row = Dictionary(
            zip(table.header, try #require(table.rows.first).fields), uniquingKeysWith: { first, _ in first })
        #expect(table.rows.count == 1)
        #expect(row["rank"] == "1" && row["id"] == "r0000_c0001")
        #expect(row["from"] == "Forest" && row["to"] == "Developed")
        #expect(row["probability"].flatMap { $0.flatMap { Double($0) } } == 0.973)
        #expect(row["crs"] == "EPSG:26917" && row["sample"] == "1")
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        #expect(throws: ImageryError.self) {
            try ChangeRaster.write(
                changes, legend: .nlcd6, grid: grid, metadata: [:], to: folder.file("none/change.tif"))
        }
    }
}

@Suite struct AreaSampleFileTests {
    let folder: OutputFolder
    let grid: TileGrid

    init() throws {
        folder = try OutputFolder()
        grid = try Fixture.grid()
    }

    @Test func aSampleIsReadByItsColumnNames() throws {
        try "reference,id,map\r\nForest,1,Shrub\r\nShrub,2,Shrub\r\n"
            .write(toFile: folder.file("s.csv"), atomically: true, encoding: .utf8)
        let rows = try AreaSampleFile.readSample(path: folder.file("s.csv"))
        #expect(rows.map(\.map) == ["Shrub", "Shrub"])
        #expect(rows.map(\.reference) == ["Forest", "Shrub"])
    }

    @Test(arguments: ["sample.csv", "sample.gpkg"])
    func aSampleThatIsNotLabelledIsRefused(name: String) throws {
        let place = try Fixture.place(TileIndex(row: 1, column: 2), in: grid)
        try AreaSampleFile.write(
            [SampledTile(place: place, mapClass: "Forest", chip: "chips/a.png")], legend: .nlcd6,
            reference: grid.reference, to: folder.file(name))
        #expect(throws: PredictionFileError.self) { try AreaSampleFile.readSample(path: folder.file(name)) }
    }

    @Test func aTableWithoutItsColumnsIsRefusedWithWhatItNeeds() throws {
        let path = folder.file("s.csv")
        try "id,map\n1,Forest\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: AreaTableError.missingColumn(path: path, name: "reference")) {
            try AreaSampleFile.readSample(path: path)
        }
        #expect(throws: AreaTableError.missingColumn(path: path, name: "class")) {
            try AreaSampleFile.readStrata(path: path)
        }
    }

    @Test func strataThatAreNoNumbersAreRefusedWithTheirLine() throws {
        let path = folder.file("strata.csv")
        try "class,hectares\nForest,12.5\nShrub,many\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(
            throws: PredictionFileError.unreadableRow(
                path: path, line: 3, reason: "'many' is no number of hectares.")
        ) { try AreaSampleFile.readStrata(path: path) }
    }

    @Test func aStratumIsNotLargerThanTheEarth() throws {
        let path = folder.file("strata.csv")
        try "class,hectares\nForest,1e308\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(
            throws: PredictionFileError.unreadableRow(
                path: path, line: 2, reason: "'1e308' hectares are more than the Earth has.")
        ) { try AreaSampleFile.readStrata(path: path) }
    }

    @Test(arguments: ["-12.5", "0", "-0", "0.000", "-1e-9", "nan", "-inf", "inf", ""])
    func aStratumHasMoreThanNoHectares(number: String) throws {
        let path = folder.file("strata.csv")
        try "class,hectares\nForest,12.5\nShrub,\(number)\nWater,3\n".write(
            toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: PredictionFileError.self) { try AreaSampleFile.readStrata(path: path) }
        guard case .unreadableRow(path, 3, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("'\(number)'"))
    }

    @Test func surroundingsShowTheTileInTheMiddleOfItsFrame() throws {
        var scene = DrawnTIFF(width: 672, height: 672) { column, row, channel in
            let isMiddle = (224..<448).contains(column) && (224..<448).contains(row)
            return isMiddle ? 200 : channel == 1 ? 90 : 10
        }
        scene.channels = 3
        try scene.write(to: folder.file("scene.tif"))
        let mosaic = try Mosaic(paths: [folder.file("scene.tif")])
        let picture = try TileSurroundings(mosaic).picture(of: TileIndex(row: 1, column: 1), side: 448)
        func pixel(_ x: Int, _ y: Int) -> [UInt8] {
            Array(picture.rgb[(y * 448 + x) * 3..<(y * 448 + x) * 3 + 3])
        }
        #expect(pixel(224, 224) == [200, 200, 200] && pixel(112, 112) == [200, 200, 200])
        #expect(pixel(111, 224) == [255, 221, 51] && pixel(336, 224) == [255, 221, 51])
        #expect(pixel(50, 50) == [10, 90, 10])
        let corner = try TileSurroundings(mosaic).picture(of: TileIndex(row: 0, column: 0), side: 448)
        #expect(corner.rgb.prefix(3) == [226, 226, 226])
    }
}
