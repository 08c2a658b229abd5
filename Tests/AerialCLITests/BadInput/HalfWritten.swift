import Foundation
import Testing

extension EndToEnd {
    /// Outputs of several files, on a disk that fills up at the largest of them.
    struct HalfWritten {
        let county: County
        let scratch = Scratch()

        init() throws {
            county = try County.current()
            try scratch.write("a person's", to: "out/notes.txt")
        }

        private func contents() throws -> [String: Data] {
            try scratch.tree(below: "out").reduce(into: [:]) { contents, name in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: scratch["out/\(name)"], isDirectory: &isFolder)
                if !isFolder.boolValue { contents[name] = try scratch.data("out/\(name)") }
            }
        }

        private func expectOldOrNew(
            _ arguments: [String], again more: [String], files: Set<String>,
            saying part: String = "cannot write out/"
        ) throws {
            _ = try Program.mustRun(arguments, in: scratch.path)
            let old = try contents()
            #expect(Set(old.keys) == files.union(["notes.txt"]))
            let largest = try #require(old.values.map(\.count).max())
            try expectRefusal(
                arguments + more, in: scratch, saying: [part],
                largestFile: largest / 2048)
            #expect(try contents() == old)
            _ = try Program.mustRun(arguments + more, in: scratch.path)
            let new = try contents()
            #expect(new["notes.txt"] == old["notes.txt"])
            #expect(Set(new.keys).isSuperset(of: files))
            #expect(files.contains { new[$0] != old[$0] })
        }

        @Test func evaluationsAreWholeOrOld() throws {
            try expectOldOrNew(
                ["evaluate", county.model, county.dataset, "--out", "out", "--quiet"],
                again: ["--use", "all"],
                files: ["confusion.csv", "metrics.json", "predictions.csv", "report.html"])
        }

        @Test func samplesAreWholeOrOld() throws {
            _ = try Program.mustRun(["map", county.predictions, "--out", "map.tif"], in: scratch.path)
            try expectOldOrNew(
                ["area", "design", "map.tif", "--out", "out", "--least", "5", "--quiet"],
                again: ["--seed", "11"], files: ["sample.csv", "sample.gpkg", "strata.csv"])
        }

        @Test func aMapItsAreasAndItsPageAreWholeOrOld() throws {
            try expectOldOrNew(
                [
                    "map", county.predictions, "--out", "out/map.gpkg", "--areas", "out/areas.csv",
                    "--report",
                    "out/page.html", "--quiet",
                ], again: ["--smooth"], files: ["areas.csv", "map.gpkg", "page.html"])
        }

        /// The features are the smaller file: the disk takes them, and not the model that they are of.
        @Test func aModelAndTheFeaturesItWasTrainedOnAreWholeOrOld() throws {
            let model = [
                "MODEL_CARD.md", "familiarity.safetensors", "learned.txt", "model.json", "network.json",
            ]
            try expectOldOrNew(
                [
                    "transfer", county.dataset, "--out", "out/model", "--save-features", "out/f.safetensors",
                    "--turns", "1", "--penalty", "5", "--quiet",
                ],
                again: ["--turns", "2"],
                files: Set((model + ["weights.safetensors"]).map { "model/\($0)" } + ["f.safetensors"]),
                saying: "cannot write the model out/model")
        }

        @Test func errorsNameTheOutputAndNotItsStagingPlace() throws {
            let run = try expectRefusal(
                ["evaluate", county.model, county.dataset, "--out", "new"], in: scratch,
                saying: ["cannot write new/"], largestFile: 1)
            #expect(!run.errors.contains("partial"))
        }

        @Test func settingsOfAMapThatAreNoNumbersAreRefused() throws {
            for minimum in ["inf", "nan", "1e300", "0", "-1"] {
                try expectRefusal(
                    ["map", county.predictions, "--out", "map.tif", "--minimum=\(minimum)"], in: scratch,
                    status: 64, saying: ["--minimum"])
            }
        }
    }
}
