import AerialCore
import CGDAL
import Foundation
import Testing

@testable import Aerial
@testable import AerialCLI
@testable import Imagery

extension EndToEnd {
    /// The county's truth as polygons and as points, beside the truth as a raster.
    struct VectorLabels {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func prepare(
            _ labels: String, _ arguments: [String], expecting status: Int32 = 0
        ) throws -> Program.Run {
            let run = try Program.run(
                [
                    "prepare", "--imagery", county.imagery, "--labels", labels, "--out", "set", "--json",
                    "--quiet",
                ]
                    + ["--split", "random", "--overwrite"] + arguments, in: scratch.path)
            #expect(run.status == status, "\(run.errors)")
            return run
        }

        /// The class of every labelled tile, by the tile's name.
        private func classes() throws -> [String: String] {
            let record = try #require(try PreparedDataset.read(fromDataset: scratch["set"]))
            return Dictionary(
                uniqueKeysWithValues: record.tiles.map { tile in
                    let parts = tile.id.split(separator: "/")
                    return (String(parts[2]), String(parts[1]))
                })
        }

        private func pureTiles() throws -> [String: String] {
            _ = try prepare(county.truth, ["--legend", "nlcd7", "--rule", "purity:1"])
            return try classes()
        }

        @Test func polygonsLabelThePureTilesAsTheRasterDoes() throws {
            let polygons = try Truth(county.truth).polygons(in: scratch["truth.gpkg"])
            let pure = try pureTiles()
            #expect(pure.count > 10)
            _ = try prepare(
                polygons, ["--legend", "nlcd7", "--class-field", "code", "--rule", "purity:1"])
            #expect(try classes() == pure)
            let record = try #require(try PreparedDataset.read(fromDataset: scratch["set"]))
            #expect(record.areas.map(\.classField) == ["code"])
            #expect(record.areas.map(\.labelsLayer) == ["truth"])
            #expect(record.rule == "purity:1.0" && record.legend.name == "nlcd7")
        }

        @Test func pointsLabelThePureTilesAsTheRasterDoes() throws {
            let points = try Truth(county.truth).points(300, in: scratch["points.geojson"])
            let pure = try pureTiles()
            let run = try prepare(points, [])
            let found = try classes()
            // Of 300 points on 100 tiles a tile has none with a chance of e^-3.
            #expect(pure.keys.count { found[$0] == nil } < pure.count / 5)
            for (tile, name) in found { #expect(pure[tile] == nil || pure[tile] == name, "\(tile)") }
            let summary = try run.object(PrepareObject.self)
            #expect(summary.rule == "points")
            #expect((summary.dropped["no label"] ?? 0) > 0)
        }

        @Test func whichFieldNamesTheClassIsAskedWhereSeveralMay() throws {
            let point = "{\"type\":\"Point\",\"coordinates\":[-71.4,42.5]}"
            let labels = try scratch.write(
                """
                {"type":"FeatureCollection","features":[{"type":"Feature","geometry":\(point),
                "properties":{"note":"a","cover":"Forest"}}]}
                """, to: "two.geojson")
            let run = try prepare(labels, [], expecting: 1)
            #expect(run.errors.contains("Its fields: note, cover. Name one with --class-field."))
            let elsewhere = try prepare(labels, ["--class-field", "cover"], expecting: 1)
            #expect(elsewhere.errors.contains("does not overlap the imagery"))
        }

        @Test func whatTheLegendLeavesOutIsCountedAndShown() throws {
            let run = try prepare(county.truth, ["--rule", "purity:0.8"])
            struct Summary: Decodable { let unlisted: [String: Int] }
            let record = try #require(try PreparedDataset.read(fromDataset: scratch["set"]))
            #expect(try run.object(Summary.self).unlisted == record.unlisted)
            #expect((record.unlisted ?? [:]).values.reduce(0, +) == record.dropped["unlisted code"] ?? 0)

            // Forest alone is listed: all other land is not.
            let legend = try scratch.write(
                "classes:\n"
                    + County.classNames.map {
                        "  - {name: \($0), codes: [\($0 == "Forest" ? "41,42,43,90" : "")]}\n"
                    }
                    .joined(), to: "forest.yaml")
            let map = try Program.mustRun(
                [
                    "map", county.predictions, "--out", "map.tif", "--legend", legend, "--unlisted",
                    county.truth,
                ]
                    + ["--json"], in: scratch.path)
            struct Object: Decodable {
                struct Area: Decodable {
                    let tiles: Int
                    let `class`: String
                }
                let areas: [Area]
                let scored: Int
            }
            let areas = try map.object(Object.self)
            let shown = try #require(areas.areas.first { $0.class == UnlistedTiles.className })
            #expect(shown.tiles > 50 && shown.tiles < areas.scored)
            let truth = try LabelRaster(path: county.truth, gridReference: record.areas[0].grid.reference)
            let unlisted = try record.areas[0].grid.tiles.filter {
                try UnlistedTiles.isUnlisted(
                    truth.codeCounts(in: record.areas[0].grid.bounds(of: $0)).codes, listed: [41, 42, 43, 90])
            }
            #expect(shown.tiles == unlisted.count)
        }
    }
}

/// The county's truth in other forms.
private struct Truth {
    let raster: LabelRaster

    init(_ path: String) throws {
        raster = try LabelRaster(path: path, gridReference: CoordinateReference(definition: County.reference))
    }

    /// A polygon around every patch of one code, in the layer `truth` with the field `code`.
    func polygons(in path: String) throws -> String {
        let created = GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, nil)
        let dataset = try #require(created)
        defer { GDALClose(dataset) }
        let reference = try SpatialReference(definition: County.reference)
        let layer = GDALDatasetCreateLayer(dataset, "truth", reference.handle, wkbPolygon, nil)
        try #require(layer != nil)
        let field = OGR_Fld_Create("code", OFTInteger)
        defer { OGR_Fld_Destroy(field) }
        OGR_L_CreateField(layer, field, 0)
        GDALDatasetStartTransaction(dataset, 0)
        #expect(GDALPolygonize(raster.band, nil, layer, 0, nil, nil, nil) == CE_None)
        GDALDatasetCommitTransaction(dataset)
        return path
    }

    /// Points at random places with the class there, in degrees.
    func points(_ count: Int, in path: String) throws -> String {
        var generator = SeededGenerator(seed: 5)
        let toDegrees = try CoordinateTransform(
            from: SpatialReference(definition: County.reference), to: .degrees())
        var features: [String] = []
        for _ in 0..<count {
            let column = Int.random(in: 0..<County.sideMeters, using: &generator)
            let row = Int.random(in: 0..<County.sideMeters, using: &generator)
            let code = try #require(
                try raster.codes(in: PixelWindow(column: column, row: row, width: 1, height: 1))[0])
            let place = MapPoint(
                x: County.origin.x + Double(column) + 0.5, y: County.origin.y - Double(row) - 0.5)
            let degrees = try #require(toDegrees(place))
            let name = Legend.nlcd7.classIndex(ofCode: code).map { Legend.nlcd7.classNames[$0] } ?? "other"
            features.append(
                """
                {"type":"Feature","properties":{"class":"\(name)"},
                "geometry":{"type":"Point","coordinates":[\(degrees.x),\(degrees.y)]}}
                """)
        }
        try "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
            .write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
