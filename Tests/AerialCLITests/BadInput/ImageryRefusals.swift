import AerialCore
import Foundation
import Imagery
import Testing

extension EndToEnd {
    /// Imagery, labels and areas that cannot be used.
    struct ImageryRefusals {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func prepare(imagery: String, labels: String) -> [String] {
            ["prepare", "--imagery", imagery, "--labels", labels, "--out", "dataset", "--trust-sources"]
        }

        private func score(_ imagery: String, _ more: String...) -> [String] {
            ["score", county.model, imagery, "--out", "predictions.csv"] + more
        }

        @Test func aTextFileIsNoScene() throws {
            try scratch.write("no picture", to: "text.tif")
            try expectRefusal(score("text.tif"), in: scratch, saying: ["text.tif", "gdalinfo"])
            try expectRefusal(
                prepare(imagery: "text.tif", labels: county.landCover), in: scratch,
                saying: ["text.tif", "gdalinfo"])
            try expectRefusal(
                prepare(imagery: county.imagery, labels: "text.tif"), in: scratch,
                saying: ["text.tif", "gdalinfo"])
        }

        @Test func aSceneWithoutAPlaceIsRefused() throws {
            var scene = VirtualRaster(source: county.imagery)
            scene.reference = nil
            try scratch.write(scene.text, to: "nowhere.vrt")
            try expectRefusal(
                score("nowhere.vrt", "--trust-sources"), in: scratch,
                saying: ["nowhere.vrt", "gdal_edit.py -a_srs"])
            try expectRefusal(
                prepare(imagery: "nowhere.vrt", labels: county.landCover), in: scratch,
                saying: ["nowhere.vrt", "gdal_edit.py -a_srs"])
        }

        @Test func labelsOfAnotherPlaceAreRefused() throws {
            var far = VirtualRaster(source: county.landCover)
            (far.bands, far.width, far.height) = (1, 50, 50)
            (far.reference, far.metersPerPixel) = ("EPSG:32733", 30)
            try scratch.write(far.text, to: "far.vrt")
            try expectRefusal(
                prepare(imagery: county.imagery, labels: "far.vrt"), in: scratch,
                saying: ["far.vrt does not overlap the imagery", "gdalinfo"])
            try expectRefusal(
                ["map", county.predictions, "--out", "map.tif", "--compare", "far.vrt", "--trust-sources"],
                in: scratch,
                saying: ["far.vrt", "does not overlap"])
        }

        @Test func anAreaThatIsNoVectorFileIsRefused() throws {
            try scratch.write("no outline", to: "area.gpkg")
            try expectRefusal(
                score(county.imagery, "--aoi", "area.gpkg"), in: scratch, saying: ["area.gpkg", "ogrinfo"])
            try expectRefusal(
                score(county.imagery, "--aoi", "missing.gpkg"), in: scratch, saying: ["missing.gpkg"])
        }

        @Test func bandsOutOfRangeAreNamed() throws {
            try expectRefusal(
                score(county.imagery, "--bands", "4,3,9"), in: scratch,
                saying: [county.imagery, "no band 9", "1 to 4", "--bands"])
        }

        @Test func mrSIDSaysWhyAndWhatToDo() throws {
            try scratch.write("msid", to: "county.sid")
            try expectRefusal(
                score("county.sid"), in: scratch, saying: ["county.sid", "MrSID", "Convert it"])
            try expectRefusal(
                prepare(imagery: "county.sid", labels: county.landCover), in: scratch,
                saying: ["county.sid", "MrSID"])
        }

        @Test func anEmptyFolderHasNothingToScore() throws {
            try FileManager.default.createDirectory(
                atPath: scratch["empty"], withIntermediateDirectories: false)
            try expectRefusal(score("empty"), in: scratch, saying: ["empty holds no images"])
        }

        @Test func aMissingSceneIsNamed() throws {
            try expectRefusal(score("missing.tif"), in: scratch, saying: ["no file or folder missing.tif"])
        }

        /// The tiles before the cut are scored, those behind it are rejected with their reason.
        @Test func aTruncatedSceneIsScoredAsFarAsItGoes() throws {
            let whole = try Data(contentsOf: URL(fileURLWithPath: county.imagery))
            try scratch.write(whole.prefix(whole.count / 3), to: "short.tif")
            let run = try Program.run(score("short.tif", "--json"), in: scratch.path)
            let summary = try run.object(ScoreObject.self)
            #expect(run.status == 3)
            #expect(summary.reconciles)
            #expect(summary.scored > 0 && summary.rejected > 0)
            #expect(run.errors.contains("short.tif") && run.errors.contains("cut short"))
            let table = try PredictionFile.read(path: scratch["predictions.csv"])
            #expect(table.rows.count { $0.status == .rejected && !$0.reason.isEmpty } == summary.rejected)
            let expected = try PredictionFile.read(path: county.predictions)
            for (row, whole) in zip(table.rows, expected.rows) where row.status == .scored {
                #expect(row.probabilities == whole.probabilities)
            }
        }
    }
}
