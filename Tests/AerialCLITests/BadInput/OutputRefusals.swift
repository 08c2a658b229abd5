import Foundation
import Testing

extension EndToEnd {
    /// Places that cannot be written, and disks that fill up.
    struct OutputRefusals {
        let county: County
        let scratch = Scratch()

        init() throws {
            county = try County.current()
            try scratch.write("in the way", to: "file")
        }

        private func commands(out: String) -> [[String]] {
            [
                ["score", county.model, county.imagery, "--out", "\(out).csv"],
                ["score", county.model, county.imagery, "--out", "\(out).gpkg"],
                ["score", county.model, county.imagery, "--out", "\(out).geojson"],
                ["score", county.model, county.imagery, "--out", "\(out).tif"],
                ["map", county.predictions, "--out", "\(out).tif"],
                ["map", county.predictions, "--out", "\(out).png"],
                ["prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", out],
                ["transfer", county.dataset, "--out", out],
                ["evaluate", county.model, county.dataset, "--out", out],
                ["synth", out, "--size", "900"],
            ]
        }

        /// Nothing is computed for an output that could never be written.
        @Test func aPlaceThatCannotBeWrittenIsNamedBeforeTheWork() throws {
            for arguments in commands(out: "file/result") {
                let run = try expectRefusal(
                    arguments, in: scratch, saying: ["cannot write", "file/result", "Not a directory"])
                #expect(!run.errors.contains("scoring:"), "\(run.command): \(run.errors)")
                #expect(!run.errors.contains("training on"), "\(run.command): \(run.errors)")
            }
        }

        /// Neither is anything looked up or opened for it: scenes may be thousands, and far away.
        @Test func aPlaceThatCannotBeWrittenIsNamedBeforeTheScenes() throws {
            try scratch.write("no raster", to: "text.tif")
            try scratch.write(
                "labels: \(county.landCover)\nareas:\n  - {name: a, imagery: text.tif}\n", to: "areas.yaml")
            for arguments in [
                [
                    "prepare", "--imagery", "nowhere.tif", "--labels", county.landCover, "--out",
                    "file/result",
                ],
                ["prepare", "--areas", "areas.yaml", "--out", "file/result"],
                ["change", county.model, "--before", "a.tif", "--after", "b.tif", "--out", "file/result"],
            ] {
                let run = try expectRefusal(arguments, in: scratch, saying: ["cannot write file/result"])
                #expect(!run.errors.contains(".tif"), "\(run.command): \(run.errors)")
            }
        }

        @Test func aFullDiskLeavesNothingHalfWritten() throws {
            for arguments in commands(out: "result") {
                try expectRefusal(
                    arguments, in: scratch, saying: ["cannot write", "result", "room"], largestFile: 1)
            }
        }

        @Test func aFailureKeepsTheOlderOutput() throws {
            try scratch.write("older", to: "predictions.csv")
            try expectRefusal(
                ["score", county.model, county.imagery, "--out", "predictions.csv", "--overwrite"],
                in: scratch, saying: ["cannot write predictions.csv"], largestFile: 1)
            #expect(try scratch.text("predictions.csv") == "older")
        }
    }
}
