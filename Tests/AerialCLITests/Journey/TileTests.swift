import AerialCore
import Foundation
import Imagery
import Networks
import Scoring
import Testing

@testable import Aerial
@testable import AerialCLI

extension EndToEnd {
    /// Tiles of another side and of four bands, through the whole journey; and what older programs wrote.
    struct Tiles {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func run(_ arguments: String...) throws -> Program.Run {
            try Program.mustRun(arguments, in: scratch.path)
        }

        private func prepare(_ dataset: String, _ options: String...) throws {
            _ = try Program.mustRun(
                ["prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", dataset]
                    + ["--quiet"] + County.preparation + options, in: scratch.path)
        }

        private struct MapAreas: Decodable {
            struct Area: Decodable { let tiles: Int, hectares: Double }
            let tiles: Int
            let areas: [Area]
        }

        @Test func tilesOf112MetresAndFourBandsGoThroughTheJourney() throws {
            try prepare(
                "dataset", "--tile-meters", "112", "--tile-pixels", "112", "--bands", "red,green,blue,nir")
            let tile = try TileSpec(
                sideMeters: 112, sidePixels: 112, bands: ["red", "green", "blue", "nir"])
            let prepared = try #require(try PreparedDataset.read(fromDataset: scratch["dataset"]))
            #expect(prepared.tile == tile && prepared.areas[0].grid.tileSideMeters == 112)
            #expect(prepared.tilesConsidered == 400)
            #expect(try scratch.text("dataset/dataset.json").contains("\"formatVersion\" : 2"))
            let first = try #require(prepared.tiles.first)
            let image = try ImageFile.read(
                path: scratch["dataset/\(first.id)"], side: 112, bands: tile.bands)
            let reader = try Mosaic(paths: [county.imagery], tile: tile).makeReader()
            #expect(try image.samples == reader.read(TileIndex(row: first.row, column: first.column)).samples)

            let trained = try run("transfer", "dataset", "--out", "model", "--json").object(
                TransferObject.self)
            #expect(trained.accuracy >= 0.85)
            #expect(try ModelBundle.readDescription(from: scratch["model"]).tile == tile)
            _ = try run("evaluate", "model", "dataset", "--out", "evaluation", "--quiet")
            for ending in ["csv", "gpkg", "tif"] {
                _ = try run("score", "model", county.imagery, "--out", "p.\(ending)", "--quiet")
                let map = try run("map", "p.\(ending)", "--out", "map_\(ending).tif", "--json")
                    .object(MapAreas.self)
                #expect(map.tiles == 400)
                for area in map.areas { #expect(abs(area.hectares - Double(area.tiles) * 1.2544) < 1e-6) }
            }
            let maps = try ["csv", "gpkg", "tif"].map {
                try ClassMapFile.read(path: scratch["map_\($0).tif"])
            }
            #expect(maps.allSatisfy { $0.grid.tileSideMeters == 112 && $0.map.cells == maps[0].map.cells })
            _ = try run(
                "change", "model", "--before", county.imagery, "--after", county.laterImagery, "--out",
                "change", "--quiet")
            _ = try run(
                "area", "design", "map_csv.tif", "--imagery", county.imagery, "--out", "sample", "--quiet")
        }

        @Test func tilesOf224MetresThrough112PixelsAreScored() throws {
            try prepare("dataset", "--tile-pixels", "112")
            _ = try run("transfer", "dataset", "--out", "model", "--quiet")
            let model = try ModelBundle.readDescription(from: scratch["model"])
            #expect(model.tile == (try TileSpec(sideMeters: 224, sidePixels: 112)))
            #expect(model.groundSampleDistance?.metersPerPixel == 2)
            _ = try run("score", "model", county.imagery, "--out", "p.csv", "--quiet")
            #expect(try PredictionFile.grid(of: PredictionFile.read(path: scratch["p.csv"])).tileCount == 100)
        }

        @Test func tilesOfAnotherKindAreRefusedWithWhatToDo() throws {
            try prepare("dataset", "--tile-meters", "112")
            for words in [
                ["evaluate", county.model, "dataset", "--out", "out"], ["quantize", county.model, "dataset"],
                ["score", county.model, "dataset/train", "--out", "out.csv"],
            ] {
                try expectRefusal(
                    words, in: scratch,
                    saying: ["112 m", "224 m", "aerial prepare --tile-meters 224 --tile-pixels 224"])
            }
        }

        @Test func bandsThatNameNothingAreRefused() throws {
            func refusal(_ bands: String, status: Int32, _ parts: [String]) throws {
                try expectRefusal(
                    [
                        "prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", "d",
                        "--bands", bands,
                    ], in: scratch, status: status, saying: parts)
            }
            try refusal("1,2,3,4", status: 64, ["does not say what the bands show", "red=1"])
            try refusal("red,green,blue,swir", status: 1, ["which of its 4 bands is swir"])
            try refusal("red=1,red=2", status: 64, ["'red' is named twice"])
            try expectRefusal(
                ["score", county.model, county.imagery, "--out", "p.csv", "--bands", "1,2,3,4"], in: scratch,
                saying: ["names 4 bands", "red, green, blue"])
        }

        /// The files of format version 1 that the county's dataset and model would have been.
        private func older(_ name: String, _ change: (inout [String: Any]) throws -> Void) throws {
            let object = try JSONSerialization.jsonObject(with: scratch.data(name))
            var fields = try #require(object as? [String: Any])
            fields["formatVersion"] = 1
            fields["tile"] = nil
            try change(&fields)
            try scratch.write(try JSONSerialization.data(withJSONObject: fields), to: name)
        }

        @Test func whatVersion1WroteIsReadAndSaysTheSame() throws {
            _ = try scratch.copy(county.model, to: "model")
            _ = try scratch.copy(county.dataset, to: "dataset")
            try older("model/model.json") { $0["inputSize"] = 224 }
            try FileManager.default.removeItem(atPath: scratch["model/network.json"])
            try older("dataset/dataset.json") { fields in
                var grid = try #require(fields["grid"] as? [String: Any])
                grid["tileSideMeters"] = nil
                fields["grid"] = grid
            }
            _ = try run("score", "model", county.imagery, "--out", "p.csv", "--quiet")
            #expect(try scratch.data("p.csv") == county.scratch.data("predictions.csv"))
            _ = try run("evaluate", "model", "dataset", "--out", "evaluation", "--quiet")
            _ = try run("transfer", "dataset", "--out", "again", "--quiet")
            #expect(
                try scratch.data("again/weights.safetensors")
                    == county.scratch.data("model/weights.safetensors"))
        }
    }
}

struct BandListTests {
    @Test func bandsAreNumbersNamesOrBoth() throws {
        let infrared = try TileSpec(
            sideMeters: 224, sidePixels: 224, bands: ["red", "green", "blue", "nir"])
        let numbers = try #require(BandList(argument: "4,3,2"))
        #expect(try numbers.bandNames() == TileSpec.colorBands)
        #expect(try numbers.numbers(for: .standard) == [4, 3, 2])
        let names = try #require(BandList(argument: "Red, green,blue,NIR"))
        #expect(try names.bandNames() == infrared.bands && names.numbers(for: infrared) == nil)
        let both = try #require(BandList(argument: "nir=1,red=2,green=3,blue=4"))
        #expect(try both.bandNames() == ["nir", "red", "green", "blue"])
        #expect(try both.numbers(for: infrared) == [2, 3, 4, 1])
        #expect(throws: CommandError.self) { try both.numbers(for: .standard) }
        for text in ["", ",", "1,,2", "0,1,2", "-1,2,3", "red,2", "red=x", "red=1,green", "a=1=2"] {
            #expect(BandList(argument: text) == nil, "\(text)")
        }
    }
}
