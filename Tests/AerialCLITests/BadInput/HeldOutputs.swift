import Foundation
import Testing

extension EndToEnd {
    /// What people have made stays: inputs, labels, files of others.
    struct HeldOutputs {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func expectHeld(
            _ arguments: [String], keeping name: String,
            saying parts: [String] = ["an output is never an input"],
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let before = try scratch.data(name)
            try expectRefusal(arguments, in: scratch, saying: [name] + parts, sourceLocation: sourceLocation)
            try expectRefusal(
                arguments + ["--overwrite"], in: scratch, saying: [name] + parts,
                sourceLocation: sourceLocation)
            #expect(try scratch.data(name) == before, sourceLocation: sourceLocation)
        }

        @Test func theAreasOutlineIsNotReplacedByThePredictions() throws {
            _ = try scratch.copy("\(county.change)/candidates.gpkg", to: "county.gpkg")
            try expectHeld(
                ["score", county.model, county.imagery, "--out", "county.gpkg", "--aoi", "county.gpkg"],
                keeping: "county.gpkg")
        }

        @Test func imageryIsNotReplacedByItsMapUnderAnyName() throws {
            _ = try scratch.copy(county.imagery, to: "im.tif")
            try FileManager.default.createSymbolicLink(
                atPath: scratch["link.tif"], withDestinationPath: "im.tif")
            try FileManager.default.linkItem(atPath: scratch["im.tif"], toPath: scratch["hard.tif"])
            for out in ["im.tif", "./im.tif", scratch["im.tif"], "link.tif", "hard.tif"] {
                let parts = ["an output is never an input"]
                for more in [[], ["--overwrite"]] {
                    try expectRefusal(
                        ["score", county.model, "im.tif", "--out", out] + more, in: scratch, saying: parts)
                }
            }
            #expect(try scratch.data("im.tif") == Data(contentsOf: URL(fileURLWithPath: county.imagery)))
        }

        @Test func aSceneOfAVirtualRasterIsAnInput() throws {
            _ = try scratch.copy(county.imagery, to: "im.tif")
            try scratch.write(
                """
                <VRTDataset rasterXSize="2240" rasterYSize="2240"><VRTRasterBand dataType="Byte" band="1">
                <SimpleSource><SourceFilename relativeToVRT="1">im.tif</SourceFilename><SourceBand>1</SourceBand>
                </SimpleSource></VRTRasterBand></VRTDataset>
                """, to: "all.vrt")
            try expectHeld(["score", county.model, "all.vrt", "--out", "im.tif"], keeping: "im.tif")
        }

        @Test func aPictureOfAnInputFolderIsAnInput() throws {
            _ = try scratch.copy(county.imagery, to: "scenes/im.tif".components(separatedBy: "/")[1])
            try FileManager.default.createDirectory(
                atPath: scratch["scenes"], withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: scratch["im.tif"], toPath: scratch["scenes/im.tif"])
            try expectHeld(
                ["score", county.model, "scenes", "--out", "scenes/im.tif"], keeping: "scenes/im.tif")
        }

        @Test func predictionsAreNotReplacedByTheirMap() throws {
            _ = try Program.mustRun(
                ["score", county.model, county.imagery, "--out", "c.gpkg"], in: scratch.path)
            try expectHeld(["map", "c.gpkg", "--out", "c.gpkg"], keeping: "c.gpkg")
        }

        @Test func theReferenceRasterIsNotReplacedByATable() throws {
            _ = try scratch.copy(county.truth, to: "tr.tif")
            try expectHeld(
                ["map", county.predictions, "--out", "m.tif", "--compare", "tr.tif", "--areas", "tr.tif"],
                keeping: "tr.tif")
            #expect(!scratch.tree().contains("m.tif"))
        }

        @Test func anEvaluationIsNotWrittenIntoWhatItJudges() throws {
            for input in [county.model, county.dataset] {
                try expectRefusal(
                    ["evaluate", county.model, county.dataset, "--out", input, "--overwrite"], in: scratch,
                    saying: ["an output is never an input"])
            }
        }

        @Test func twoOutputsOfOneNameAreRefused() throws {
            try expectRefusal(
                ["map", county.predictions, "--out", "m.tif", "--areas", "a", "--report", "./a"], in: scratch,
                saying: ["two outputs", "a"])
        }

        @Test func aModelIsNotReplacedByWhatIsMadeOfIt() throws {
            _ = try scratch.copy(county.dataset, to: "dataset")
            try expectRefusal(
                ["transfer", "dataset", "--out", "dataset", "--overwrite"], in: scratch,
                saying: ["dataset is there already and is no model folder"])
            try expectHeld(
                [
                    "prepare", "--imagery", "dataset/tiles.gpkg", "--labels", county.landCover, "--out",
                    "dataset",
                ],
                keeping: "dataset/tiles.gpkg")
        }

        @Test func labelsThatAPersonFilledInAreNeverReplaced() throws {
            let design =
                ["area", "design", "\(county.change)/change_map.tif", "--out", "sample", "--least", "2"]
                + ["--standard-error", "0.2"]
            _ = try Program.mustRun(design, in: scratch.path)
            _ = try Program.mustRun(design, in: scratch.path)  // nothing is filled in yet
            let filled = try scratch.text("sample/sample.csv").replacingOccurrences(
                of: ",,\r\n", with: ",newly Developed,\r\n")
            try scratch.write(filled, to: "sample/sample.csv")
            try expectHeld(design, keeping: "sample/sample.csv", saying: ["labels", "never replaced"])
            try expectHeld(
                ["map", county.predictions, "--out", "m.tif", "--areas", "sample/sample.csv"],
                keeping: "sample/sample.csv", saying: ["labels", "never replaced"])
        }

        @Test func aPageOfSomebodyElseStays() throws {
            try scratch.write("<html>mine</html>", to: "change/report.html")
            let change =
                ["change", county.model, "--before", county.part.before, "--after", county.part.after]
                + ["--out", "change"]
            try expectRefusal(
                change, in: scratch, saying: ["change/report.html is there already", "--overwrite"])
            #expect(try scratch.text("change/report.html") == "<html>mine</html>")
            _ = try Program.mustRun(change + ["--overwrite"], in: scratch.path)
            _ = try Program.mustRun(change, in: scratch.path)
        }

        @Test func whatIsThereIsReplacedWithOverwriteAlone() throws {
            for name in ["p.csv", "p.gpkg", "p.tif", "m.png", "m.svg", "areas.csv", "page.html"] {
                try scratch.write("mine", to: name)
                let command =
                    switch name {
                    case "areas.csv": ["map", county.predictions, "--out", "map.tif", "--areas", name]
                    case "page.html": ["map", county.predictions, "--out", "map.tif", "--report", name]
                    case "m.png", "m.svg": ["map", county.predictions, "--out", name]
                    default: ["score", county.model, county.imagery, "--out", name]
                    }
                try expectRefusal(command, in: scratch, saying: ["\(name) is there already", "--overwrite"])
                #expect(try scratch.text(name) == "mine")
                let replaced = try Program.run(command + ["--overwrite"], in: scratch.path)
                #expect(replaced.status == 0, "\(replaced.command): \(replaced.errors)")
                let renewed = try Program.run(command, in: scratch.path)
                #expect(renewed.status == 0, "\(renewed.command): \(renewed.errors)")
            }
        }

        @Test func whatWouldBeReplacedWithTheModelsFolderIsRefused() throws {
            _ = try scratch.copy(county.model, to: "m")
            for out in ["m", "new"] {
                try expectRefusal(
                    [
                        "transfer", county.dataset, "--out", out, "--save-features", "\(out)/f.safetensors",
                        "--overwrite",
                    ], in: scratch, saying: ["\(out)/f.safetensors", "replaced as a whole", "beside"])
            }
        }

        @Test func aCommandRenewsItsOwnFolders() throws {
            for command in [
                ["evaluate", county.model, county.dataset, "--out", "e"],
                [
                    "transfer", county.dataset, "--out", "m", "--save-features", "f.safetensors", "--turns",
                    "1", "--penalty", "5",
                ],
                ["synth", "county", "--size", "448"],
            ] {
                _ = try Program.mustRun(command, in: scratch.path)
                let again = try Program.run(command, in: scratch.path)
                #expect(again.status == 0, "\(again.command): \(again.errors)")
            }
            try scratch.write("my notes", to: "m/notes.txt")
            try expectRefusal(
                ["transfer", county.dataset, "--out", "m"], in: scratch,
                saying: ["m is there already", "--overwrite"])
        }

        @Test func aStyleOfAPersonsOwnStays() throws {
            let map = ["map", county.predictions, "--out", "m.tif"]
            _ = try Program.mustRun(map, in: scratch.path)
            _ = try Program.mustRun(map, in: scratch.path)
            try scratch.write("<qgis version=\"3.34.1-Prizren\"/>", to: "m.qml")
            try expectRefusal(map, in: scratch, saying: ["m.qml is there already", "--overwrite"])
        }
    }

    /// What a killed run leaves goes with the next run for the same output.
    struct Leftovers {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private var partial: [String] { scratch.tree().filter { $0.contains(".partial-") } }

        @Test func theNextRunRemovesWhatAKilledOneLeft() throws {
            let prepare =
                [
                    "prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", "d",
                    "--overwrite",
                ]
                + County.preparation
            _ = try Program.mustRun(prepare, in: scratch.path)
            let older = scratch.tree(below: "d")
            for wanted in [1, 10] {
                _ = try Program.runKilled(prepare, in: scratch.path) { partial.count >= wanted }
                #expect(scratch.tree(below: "d") == older)
            }
            _ = try Program.mustRun(prepare, in: scratch.path)
            #expect(scratch.tree(below: "d") == older)
            #expect(partial == [])
        }
    }

    /// Links, pipes and devices are written to, never replaced.
    struct LinkedOutputs {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: scratch[name], withDestinationPath: target)
        }

        @Test func outputsAreWrittenThroughLinks() throws {
            try FileManager.default.createDirectory(
                atPath: scratch["disk"], withIntermediateDirectories: true)
            for name in ["p.csv", "p.gpkg", "p.tif"] {
                try link(name, to: "disk/\(name)")
                for _ in 0..<2 {
                    _ = try Program.mustRun(
                        ["score", county.model, county.imagery, "--out", name], in: scratch.path)
                }
                #expect(
                    try FileManager.default.destinationOfSymbolicLink(atPath: scratch[name]) == "disk/\(name)"
                )
                #expect(try scratch.data("disk/\(name)").count > 1000)
            }
            #expect(scratch.tree().filter { $0.contains("partial") || $0.contains("ledger") } == [])
        }

        @Test func aPipeTakesATable() throws {
            for (name, command) in [
                ("p.csv", ["score", county.model, county.imagery, "--out", "p.csv"]),
                ("p.geojson", ["score", county.model, county.imagery, "--out", "p.geojson"]),
                ("a.csv", ["map", county.predictions, "--out", "map.tif", "--areas", "a.csv"]),
            ] {
                #expect(mkfifo(scratch[name], 0o600) == 0)
                let reader = Process()
                reader.executableURL = URL(fileURLWithPath: "/bin/bash")
                reader.arguments = ["-c", "cat < \"$0\" > \"$0.read\"", scratch[name]]
                try reader.run()
                _ = try Program.mustRun(command, in: scratch.path)
                reader.waitUntilExit()
                #expect(try scratch.data("\(name).read").count > 100, "\(name)")
                let kind = try FileManager.default.attributesOfItem(atPath: scratch[name])[.type]
                #expect(kind as? FileAttributeType != .typeRegular)
            }
        }

        @Test func aDeviceIsNeverReplaced() throws {
            let map = ["map", county.predictions, "--out", "map.tif"]
            _ = try Program.mustRun(map + ["--areas", "/dev/null"], in: scratch.path)
            let full = try Program.run(map + ["--areas", "/dev/full"], in: scratch.path)
            #expect(full.status == 1)
            #expect(full.errors.contains("cannot write /dev/full: No space left on device"))
            let run = try Program.mustRun(map + ["--areas", "/dev/stdout"], in: scratch.path)
            #expect(run.output.hasPrefix("class,tiles,hectares,percent\r\n"))
            #expect(run.output.contains("(tile counts, not an area estimate)"))
            for device in ["/dev/null", "/dev/full"] {
                let kind = try FileManager.default.attributesOfItem(atPath: device)[.type]
                #expect(kind as? FileAttributeType == .typeCharacterSpecial)
            }
        }

        @Test func whatIsNoStreamIsRefusedOfAPipe() throws {
            for name in ["p.gpkg", "p.tif"] {
                try link(name, to: "/dev/null")
                try expectRefusal(
                    ["score", county.model, county.imagery, "--out", name], in: scratch,
                    saying: [name, "is a pipe or a device"])
            }
            try link("m.png", to: "/dev/null")
            try expectRefusal(
                ["map", county.predictions, "--out", "m.png"], in: scratch, saying: ["is a pipe or a device"])
        }
    }
}
