import AerialCore
import Foundation
import Imagery
import Testing

extension EndToEnd {
    /// What comes in with files of others, and what goes out with results.
    struct Travel {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        @Test func aVirtualRasterFromElsewhereIsRefusedUntilItIsTrusted() throws {
            try scratch.write(VirtualRaster(source: county.imagery).text, to: "elsewhere.vrt")
            let words = ["score", county.model, "elsewhere.vrt", "--out", "p.csv"]
            try expectRefusal(
                words, in: scratch, saying: ["elsewhere.vrt", county.imagery, "--trust-sources"])
            _ = try Program.mustRun(words + ["--trust-sources"], in: scratch.path)
        }

        @Test func modelsAndReportsCarryNoFoldersOfTheirMakersMachine() throws {
            _ = try Program.mustRun(
                ["evaluate", county.model, county.dataset, "--out", scratch["e"]], in: scratch.path)
            for name in ["model.json", "MODEL_CARD.md"] {
                let text = String(
                    decoding: try Data(contentsOf: URL(fileURLWithPath: "\(county.model)/\(name)")),
                    as: UTF8.self)
                #expect(!text.contains(county.scratch.path) && !text.contains(Program.package), "\(name)")
            }
            for name in ["report.html", "metrics.json", "confusion.csv"] {
                let text = try scratch.text("e/\(name)")
                #expect(!text.contains(county.scratch.path) && !text.contains(scratch.path), "\(name)")
            }
            _ = try Program.mustRun(
                ["score", county.model, county.imagery, "--out", "m.tif"], in: scratch.path)
            let tags = String(decoding: try scratch.data("m.tif"), as: UTF8.self)
            #expect(tags.contains("AERIAL_MODEL") && !tags.contains(county.scratch.path))
        }

        /// Imagery of four times the model's pixels: the warning is with the table, on the map's page and in its tags.
        @Test(arguments: ["csv", "tif", "gpkg"]) func warningsOfTheScoringReachTheMapsPage(ending: String)
            throws
        {
            var scene = VirtualRaster(source: try scratch.copy(county.imagery, to: "imagery.tif"))
            scene.reduction = 4
            try scratch.write(scene.text, to: "coarse.vrt")
            let scored = try Program.mustRun(
                ["score", county.model, "coarse.vrt", "--out", "p.\(ending)"], in: scratch.path)
            #expect(scored.errors.contains("warning: coarse.vrt"))
            let words = ["map", "p.\(ending)", "--report", "r.html", "--out"]
            let mapped = try Program.mustRun(words + ["m.tif"], in: scratch.path)
            #expect(mapped.errors.contains("coarse.vrt shows tiles in pixels of"))
            #expect(try scratch.text("r.html").contains("coarse.vrt shows tiles in pixels of"))
            #expect(!PredictionRecord(ofPredictions: scratch["m.tif"]).cautions.isEmpty)

            _ = try Program.mustRun(
                ["score", county.model, "imagery.tif", "--out", "p.\(ending)", "--overwrite"],
                in: scratch.path)
            #expect(PredictionRecord(ofPredictions: scratch["p.\(ending)"]).cautions.isEmpty)
            _ = try Program.mustRun(words + ["m.tif", "--overwrite"], in: scratch.path)
            #expect(!(try scratch.text("r.html").contains("coarse.vrt")))
        }

        @Test func controlCharactersOfNamesAreShownOnTheTerminal() throws {
            let run = try Program.run(
                ["score", county.model, "a\u{1B}]0;x\u{7}.tif", "--out", "p.csv"], in: scratch.path)
            #expect(
                run.status == 1 && !run.errors.contains("\u{1B}") && run.errors.contains("\\u001b]0;x\\u0007")
            )
        }

        /// Dark, grey and bright ground, flat but for noise, in 16 bits: nothing but brightness tells them apart.
        @Test func classesThatDifferInBrightnessAreToldApartInSixteenBits() throws {
            let levels = ["dark": 600.0, "grey": 2000, "bright": 3400]
            for (name, level) in levels {
                for number in 0..<24 {
                    try scratch.write(
                        Data(Self.picture(level: level, seed: number)), to: "tiles/\(name)/\(number).tif")
                }
            }
            let trained = try Program.mustRun(
                ["transfer", "tiles", "--out", "m", "--turns", "1", "--test-fraction", "0.25"],
                in: scratch.path)
            #expect(!trained.errors.contains("look alike"))
            #expect(try scratch.text("m/model.json").contains("pictureTones"))
            let evaluated = try Program.mustRun(
                ["evaluate", "m", "tiles", "--out", "e", "--json"], in: scratch.path
            ).object(EvaluateObject.self)
            #expect(evaluated.accuracy > 0.95)
            // Pictures of one class alone have another range of their own.
            let scored = try Program.mustRun(
                ["score", "m", "tiles/bright", "--out", "p.csv"], in: scratch.path)
            #expect(scored.status == 0)
            let table = try PredictionFile.read(path: scratch["p.csv"])
            let bright = table.classNames.firstIndex(of: "bright")
            #expect(table.rows.count { $0.predictedClass == bright } >= 23)
        }

        /// A TIFF of 64 x 64 pixels, three bands of 16 bits, one strip.
        private static func picture(level: Double, seed: Int) -> [UInt8] {
            let side = 64
            var generator = SeededGenerator(seed: UInt64(seed) &+ UInt64(level))
            let pixels = (0..<side * side * 3).flatMap { _ -> [UInt8] in
                let value = UInt16(level + Double.random(in: -150...150, using: &generator))
                return [UInt8(value & 255), UInt8(value >> 8)]
            }
            func little(_ value: Int, _ count: Int) -> [UInt8] {
                (0..<count).map { UInt8(value >> (8 * $0) & 255) }
            }
            let tags: [(Int, Int, Int, Int)] = [
                (256, 3, 1, side), (257, 3, 1, side), (258, 3, 3, 122), (259, 3, 1, 1), (262, 3, 1, 2),
                (273, 4, 1, 128),
                (277, 3, 1, 3), (278, 3, 1, side), (279, 4, 1, pixels.count),
            ]
            let entries = tags.flatMap {
                little($0.0, 2) + little($0.1, 2) + little($0.2, 4) + little($0.3, 4)
            }
            return Array("II".utf8) + little(42, 2) + little(8, 4) + little(tags.count, 2) + entries
                + little(0, 4)
                + little(16, 2) + little(16, 2) + little(16, 2) + pixels
        }

        @Test func theBillOfMaterialsNamesWhatTheProgramRunsWith() throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "\(Program.package)/scripts/sbom.sh")
            process.arguments = [Program.folder, scratch["bill.json"]]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            struct Bill: Decodable {
                struct Component: Decodable {
                    struct License: Decodable {
                        struct Name: Decodable { let name: String }
                        let license: Name
                    }
                    let name: String
                    let version: String
                    let licenses: [License]
                }
                let bomFormat: String
                let components: [Component]
            }
            let bill = try JSONDecoder().decode(Bill.self, from: scratch.data("bill.json"))
            #expect(bill.bomFormat == "CycloneDX")
            struct Pins: Decodable {
                struct Pin: Decodable { let identity: String }
                let pins: [Pin]
            }
            let pins = try JSONDecoder().decode(
                Pins.self, from: Data(contentsOf: URL(fileURLWithPath: "\(Program.package)/Package.resolved"))
            )
            let names = Set(bill.components.map { $0.name.lowercased() })
            for pin in pins.pins { #expect(names.contains(pin.identity), "\(pin.identity)") }
            for name in ["openvino", "swift-runtime", "libc6"] { #expect(names.contains(name), "\(name)") }
            #expect(names.contains { $0.hasPrefix("libgdal") })
            #expect(
                bill.components.allSatisfy {
                    !$0.version.isEmpty && !($0.licenses.first?.license.name ?? "").isEmpty
                })
        }
    }
}
