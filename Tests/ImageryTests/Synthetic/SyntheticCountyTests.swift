import AerialCore
import CGDAL
import Foundation
import Testing

@testable import Imagery

/// Small counties, written and read back.
struct SyntheticCountyTests {
    private static func write(
        _ scratch: ScratchCounty, side: Int = 448, seed: UInt64 = 3, share: Double = 0.25, threads: Int = 2
    ) throws {
        let options = SyntheticCounty.Options(
            widthMeters: side, heightMeters: side, seed: seed, changeShare: share, threads: threads)
        try SyntheticCounty(options: options).write(to: scratch.path)
    }

    private func pixels(_ file: RasterFile, band: Int = 1) throws -> [UInt8] {
        var values = [UInt8](repeating: 0, count: file.width * file.height)
        let (width, height) = (Int32(file.width), Int32(file.height))
        let failure = { (reason: String) in ImageryError.cannotRead(path: file.path, reason: reason) }
        try GDALRuntime.check(failure) {
            GDALRasterIO(
                file.band(band), GF_Read, 0, 0, width, height, &values, width, height, GDT_Byte, 0, 0)
        }
        return values
    }

    @Test func theSameSeedGivesTheSameBytesOnAnyNumberOfThreads() throws {
        let (one, three) = (ScratchCounty(), ScratchCounty())
        // Wider than a block, so that there is an order to get wrong.
        try Self.write(one, side: 700, threads: 1)
        try Self.write(three, side: 700, threads: 3)
        for name in SyntheticCounty.fileNames {
            #expect(try one.bytes(name) == three.bytes(name), "\(name)")
        }
    }

    @Test func anotherSeedGivesAnotherCounty() throws {
        let (first, second) = (ScratchCounty(), ScratchCounty())
        try Self.write(first, seed: 3)
        try Self.write(second, seed: 4)
        #expect(try first.bytes("truth_before.tif") != second.bytes("truth_before.tif"))
    }

    @Test func onlyTheNamedFilesAppear() throws {
        let scratch = ScratchCounty()
        try Self.write(scratch)
        let found = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        #expect(found.sorted() == SyntheticCounty.fileNames.sorted())
    }

    @Test func imageryAndTruthShareTheirGeoreference() throws {
        let scratch = ScratchCounty()
        try Self.write(scratch)
        let files = try ["imagery_before", "imagery_after", "truth_before", "truth_after"].map {
            try RasterFile(path: "\(scratch.path)/\($0).tif")
        }
        for file in files {
            #expect(file.geoTransform == [300_000, 1, 0, 4_710_000, 0, -1])
            #expect(try SpatialReference(definition: file.projection).authorityCode == "EPSG:26919")
            #expect((file.width, file.height) == (448, 448))
        }
    }

    @Test func theFourthBandIsInfraredAndNotAlpha() throws {
        let scratch = ScratchCounty()
        try Self.write(scratch)
        let file = try RasterFile(path: "\(scratch.path)/imagery_before.tif")
        let meanings = (1...file.bandCount).map { GDALGetRasterColorInterpretation(file.band($0)) }
        #expect(meanings == [GCI_RedBand, GCI_GreenBand, GCI_BlueBand, GCI_Undefined])
    }

    @Test func landCoverHasNoDataOutsideAndKnownCodesInside() throws {
        let scratch = ScratchCounty()
        try Self.write(scratch)
        let file = try RasterFile(path: "\(scratch.path)/landcover_before.tif")
        let codes = try pixels(file)
        let known = Set(LandCoverPalette.classes.map { UInt8($0.code) })
        #expect(GDALGetRasterNoDataValue(file.band(1), nil) == 0)
        #expect(GDALGetRasterColorTable(file.band(1)) != nil)
        #expect(try SpatialReference(definition: file.projection).authorityCode == "EPSG:5070")
        #expect(file.geoTransform?[1] == 30)
        // UTM's grid lies askew in the equal-area system, so the corners are outside.
        #expect(codes[0] == 0 && codes[codes.count - 1] == 0)
        #expect(Set(codes).subtracting([0]).isSubset(of: known))
        #expect(codes.filter { $0 != 0 }.count > 448 * 448 / 900 * 9 / 10)
    }

    @Test func changesAreWhereTheTruthChanged() throws {
        let scratch = ScratchCounty()
        try Self.write(scratch, side: 1120, share: 0.12)
        let before = try pixels(RasterFile(path: "\(scratch.path)/truth_before.tif"))
        let after = try pixels(RasterFile(path: "\(scratch.path)/truth_after.tif"))
        let changes = try Changes(scratch.bytes("changes.geojson"))
        #expect(changes.rectangles.count > 0)
        let developedOrWater: Set<UInt8> = [11, 21, 22, 23, 24]
        let wrong = zip(before, after).enumerated().first { index, codes in
            let (column, row) = (index % 1120, index / 1120)
            let change = changes.rectangles.first { $0.columns.contains(column) && $0.rows.contains(row) }
            guard let change, !developedOrWater.contains(codes.0) else { return codes.0 != codes.1 }
            return Int(codes.1) != change.toCode
        }
        #expect(wrong == nil)
        #expect(before != after)
    }

    @Test func noShareOfChangeMeansNoChange() throws {
        let scratch = ScratchCounty()
        try Self.write(scratch, share: 0)
        #expect(try scratch.bytes("truth_before.tif") == scratch.bytes("truth_after.tif"))
        #expect(try Changes(scratch.bytes("changes.geojson")).rectangles.isEmpty)
    }

    @Test func aFileThatCannotBePutInPlaceTakesTheOthersBack() throws {
        let scratch = ScratchCounty()
        try Self.write(scratch, seed: 3)
        // No file takes the place of a folder.
        let blocked = "truth_before.tif"
        try FileManager.default.removeItem(atPath: "\(scratch.path)/\(blocked)")
        try FileManager.default.createDirectory(
            atPath: "\(scratch.path)/\(blocked)", withIntermediateDirectories: true)
        let others = SyntheticCounty.fileNames.filter { $0 != blocked }
        let older = try others.map(scratch.bytes)
        #expect(throws: ImageryError.self) { try Self.write(scratch, seed: 4) }
        #expect(try others.map(scratch.bytes) == older)
    }

    @Test func aFolderThatCannotBeMadeIsNamed() throws {
        let options = SyntheticCounty.Options(widthMeters: 300, heightMeters: 300, threads: 1)
        #expect(throws: ImageryError.self) {
            try SyntheticCounty(options: options).write(to: "/dev/null/county")
        }
    }

    @Test(arguments: [(100, 300), (300, 1_000_000)])
    func sidesOutOfRangeAreRefused(width: Int, height: Int) throws {
        let options = SyntheticCounty.Options(widthMeters: width, heightMeters: height)
        #expect(throws: SyntheticCountyError.size(width: width, height: height)) {
            try SyntheticCounty(options: options).write(to: ScratchCounty().path)
        }
    }
}

/// The polygons of `changes.geojson` as pixels.
private struct Changes {
    var rectangles: [(columns: Range<Int>, rows: Range<Int>, toCode: Int)] = []

    init(_ data: Data) throws {
        let document = try JSONDecoder().decode(Document.self, from: data)
        let toMap = try CoordinateTransform(from: .degrees(), to: SpatialReference(definition: "EPSG:26919"))
        for feature in document.features {
            let ring = toMap(feature.geometry.coordinates[0].map { MapPoint(x: $0[0], y: $0[1]) }).compactMap
            { $0 }
            let columns = ring.map { Int(($0.x - 300_000).rounded()) }
            let rows = ring.map { Int((4_710_000 - $0.y).rounded()) }
            rectangles.append(
                (columns.min()!..<columns.max()!, rows.min()!..<rows.max()!, feature.properties.toCode))
        }
    }

    private struct Document: Decodable { let features: [Feature] }
    private struct Feature: Decodable {
        let geometry: Geometry
        let properties: Properties
    }
    private struct Geometry: Decodable { let coordinates: [[[Double]]] }
    private struct Properties: Decodable { let toCode: Int }
}
