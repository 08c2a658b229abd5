import AerialCore
import Foundation
import Testing

@testable import Imagery

/// Which layer, which field, which values: what is told of a file of vectors before it is laid on tiles.
struct LabelLayerTests {
    private let folder: SceneFolder

    init() throws { folder = try SceneFolder() }

    private static let square = "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}"

    /// - Parameter properties: of each feature, as JSON.
    private func written(
        _ properties: [String], geometry: String = square, name: String = "l.geojson"
    ) throws -> String {
        let features = properties.map {
            "{\"type\":\"Feature\",\"properties\":\($0),\"geometry\":\(geometry)}"
        }
        try "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
            .write(toFile: folder.file(name), atomically: true, encoding: .utf8)
        return folder.file(name)
    }

    private func kinds(_ values: [String]) throws -> [String] {
        let path = try written(values.map { "{\"kind\":\"\($0)\"}" })
        return try LabelLayer(path: path).values
    }

    @Test func numbersStandBySizeAndTextsByTheAlphabet() throws {
        #expect(try kinds(["10", "9", "-1", "2.5", "9"]) == ["-1", "2.5", "9", "10"])
        #expect(try kinds(["10", "9", "b", "a"]) == ["10", "9", "a", "b"])
    }

    @Test func wordsThatAComputerTakesForNumbersStandByTheAlphabet() throws {
        for word in ["nan", "inf", "-Infinity", "NAN", "1e999"] {
            let values = ["10", "9", word, "2"]
            #expect(try kinds(values) == values.sorted(), "\(word)")
            #expect(try kinds(values.reversed()) == values.sorted(), "\(word)")
        }
    }

    /// GDAL takes them for one.
    @Test func ofFieldsThatDifferInCapitalsAloneTheNamedOneIsTaken() throws {
        let path = try written([
            "{\"Class\":\"A\",\"class\":\"b\",\"CLASS\":\"3\"}",
            "{\"Class\":\"C\",\"class\":\"d\",\"CLASS\":\"4\"}",
        ])
        let (grid, extent) = (
            try CoordinateReference(definition: "EPSG:32631"),
            MapBounds(minX: 100_000, minY: -10_000, maxX: 400_000, maxY: 200_000)
        )
        for (field, values) in [("Class", ["A", "C"]), ("class", ["b", "d"]), ("CLASS", ["3", "4"])] {
            let layer = try LabelLayer(path: path, field: field)
            #expect(layer.field == field && layer.values == values)
            let vectors = try LabelVectors(layer, gridReference: grid, extent: extent)
            #expect(!vectors.isEmpty && vectors.outsideCount == 0)
        }
        // Of a name that none has, the first.
        #expect(try LabelLayer(path: path, field: "cLaSs").field == "Class")
    }

    @Test func theOrderOfTheFeaturesChangesNothing() throws {
        var values = (0..<40).map { "class \($0 * 7 % 40)" }
        let first = try kinds(values)
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3 {
            values.shuffle(using: &generator)
            #expect(try kinds(values) == first)
        }
    }

    @Test func blanksAroundAValueAreNoPartOfIt() throws {
        #expect(try kinds([" Forest", "Forest ", "\\tForest\\n"]) == ["Forest"])
        let layer = try LabelLayer(
            path: written(["{\"kind\":\"  \"}", "{\"kind\":\"A\"}", "{\"kind\":null}"]))
        #expect(layer.skippedCount == 2 && layer.featureCount == 3)
    }

    @Test func valuesOfAllScriptsAreKept() throws {
        let names = ["Лес", "森林", "غابة", "Forêt <&> 'x'", "🌲"]
        #expect(try kinds(names) == names.sorted())
        // Written in two ways, one letter or a letter and its accent, it is one word.
        #expect(try kinds(["for\u{EA}t", "fore\u{302}t"]).count == 1)
    }

    @Test func aLegendsWorthOfValuesIsTakenAndOneMoreIsNot() throws {
        let most = (0..<255).map { "c\($0)" }
        #expect(try kinds(most).count == 255)
        #expect(
            throws: LabelError.tooManyValues(path: folder.file("l.geojson"), field: "kind", count: 256)
        ) { try kinds(most + ["c255"]) }
    }

    @Test func theOnlyTextIsTheFieldOfTheClass() throws {
        let path = try written(["{\"area\":2,\"use\":\"A\",\"year\":2001}"])
        let layer = try LabelLayer(path: path)
        #expect(layer.field == "use" && layer.values == ["A"])
        // Numbers are a class where somebody says so.
        #expect(try LabelLayer(path: path, field: "year").values == ["2001"])
        #expect(try LabelLayer(path: path, field: "YEAR").field == "year")
    }

    @Test func ofSeveralTextsNoneIsGuessed() throws {
        let path = try written(["{\"use\":\"A\",\"owner\":\"B\"}"])
        let none: String? = nil
        #expect(
            throws: LabelError.noField(path: path, layer: "l", wanted: none, fields: ["use", "owner"])
        ) { try LabelLayer(path: path) }
        let error = #expect(throws: LabelError.self) { try LabelLayer(path: path, field: "cover") }
        #expect(error?.description.contains("has no field 'cover'") == true)
        #expect(error?.description.contains("use, owner") == true)
        #expect(throws: LabelError.noLayer(path: path, wanted: "x", layers: ["l"])) {
            try LabelLayer(path: path, layer: "x")
        }
    }

    @Test func polygonsOfAllKindsArePolygons() throws {
        let multi = "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]]}"
        #expect(try LabelLayer(path: written(["{\"k\":\"A\"}"], geometry: multi)).kind == .polygons)
        let points = "{\"type\":\"MultiPoint\",\"coordinates\":[[0,0],[1,1]]}"
        #expect(try LabelLayer(path: written(["{\"k\":\"A\"}"], geometry: points)).kind == .points)
        let high = "{\"type\":\"Point\",\"coordinates\":[0,0,300]}"
        #expect(try LabelLayer(path: written(["{\"k\":\"A\"}"], geometry: high)).kind == .points)
    }

    @Test func aFeatureWithoutGroundIsPassedOver() throws {
        let layer = try LabelLayer(path: written(["{\"k\":\"A\"}"]))
        #expect(layer.skippedCount == 0)
        let error = #expect(throws: LabelError.self) {
            try LabelLayer(path: written(["{\"k\":\"A\"}"], geometry: "null"))
        }
        #expect(error == .noValues(path: folder.file("l.geojson"), layer: "l", field: "k"))
        let mixed = "{\"type\":\"GeometryCollection\",\"geometries\":[\(Self.square)]}"
        let other = #expect(throws: LabelError.self) {
            try LabelLayer(path: written(["{\"k\":\"A\"}"], geometry: mixed))
        }
        #expect(other?.description.contains("GEOMETRYCOLLECTION") == true)
    }

    @Test func damagedFilesAreRefusedWithTheirName() throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: written(["{\"k\":\"A\"}"])))
        for count in [0, 1, whole.count / 3, whole.count / 2, whole.count - 3] {
            let path = folder.file("cut \(count).geojson")
            try whole.prefix(count).write(to: URL(fileURLWithPath: path))
            #expect(throws: (any Error).self, "\(count) bytes") { try LabelLayer(path: path) }
            #expect(!LabelLayer.isVector(path))
        }
        let missing = folder.file("missing.geojson")
        let error = #expect(throws: ImageryError.self) { try LabelLayer(path: missing) }
        #expect(error?.description.contains("missing.geojson") == true)
        #expect(!LabelLayer.isVector(missing))
    }

    @Test func aRasterIsNoVector() throws {
        let raster = try folder.drawn("r.tif", DrawnTIFF(width: 3, height: 3, channels: 1) { _, _, _ in 1 })
        #expect(!LabelLayer.isVector(raster))
        #expect(try LabelLayer.isVector(written(["{\"k\":\"A\"}"])))
        #expect(LabelRaster.isLandCover(raster))
        #expect(try !LabelRaster.isLandCover(written(["{\"k\":\"A\"}"])))
    }

    @Test func aTableOfALayerWithoutGroundIsNoLayerOfLabels() throws {
        let grid = try Fixture.grid(columns: 2, rows: 1)
        try ClassPolygonFile.write(Fixture.map(grid), grid: grid, to: folder.file("m.gpkg"))
        // The layer's style lies in a table of its own beside it.
        let layer = try LabelLayer(path: folder.file("m.gpkg"))
        #expect(layer.name == ClassPolygonFile.layerName && layer.field == "class")
        #expect(layer.values == ["Cultivated", "Developed"] && layer.kind == .polygons)
    }
}
