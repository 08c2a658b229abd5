import AerialCore
import Foundation
import Networks
import Testing

extension EndToEnd {
    /// NLCD's own names hold what no folder name can.
    struct ClassNames {
        let county: County
        let scratch = Scratch()

        init() throws { county = try County.current() }

        private static let legend = """
            name: own
            classes:
              - {name: "Pasture/Hay", codes: [81, 82, 71], color: "#DCD939"}
              - {name: "Pasture-Hay", codes: [52, 31], color: "#AB6C28"}
              - {name: "..", codes: [41, 42, 43, 90], color: "#1C5F2C"}
              - {name: ".Built 100 %", codes: [21, 22, 23, 24], color: "#EB0000"}
            """

        @Test func namesWithSlashesAndPointsGoTheWholeWayWithTheirCodes() throws {
            try scratch.write(Self.legend, to: "own.yaml")
            let names = ["Pasture/Hay", "Pasture-Hay", "..", ".Built 100 %"]
            _ = try Program.mustRun(
                ["prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", "d"]
                    + ["--legend", "own.yaml", "--rule", "purity:0.6", "--split", "random"], in: scratch.path)
            #expect(!scratch.tree().contains { $0.hasPrefix("d/train/Pasture/") })
            #expect(scratch.tree().contains("d/train/Pasture%2FHay"))
            _ = try Program.mustRun(["transfer", "d", "--out", "m", "--turns", "1"], in: scratch.path)
            let model = try ModelBundle.readDescription(from: scratch["m"])
            #expect(model.legend.classNames == names)
            #expect(model.legend.classes[0].codes == [81, 82, 71])
            #expect(model.legend.classes[0].color == LegendColor(hexadecimal: "#DCD939"))
            let scored = try Program.mustRun(["score", "m", "d/test", "--out", "t.csv"], in: scratch.path)
            #expect(scored.status == 0)
            #expect(try scratch.text("t.csv").contains(",Pasture/Hay,"))
            _ = try Program.mustRun(["evaluate", "m", "d", "--out", "e"], in: scratch.path)
            for out in ["c.csv", "c.gpkg"] {
                _ = try Program.mustRun(["score", "m", county.imagery, "--out", out], in: scratch.path)
                _ = try Program.mustRun(
                    ["map", out, "--out", "c.tif", "--legend", "own.yaml", "--compare", county.landCover],
                    in: scratch.path)
            }
        }

        @Test func classesThatDifferInCaseAloneAreRefusedBeforeTheWork() throws {
            try scratch.write(
                "classes:\n  - {name: Forest, codes: [41]}\n  - {name: forest, codes: [42]}\n", to: "own.yaml"
            )
            try expectRefusal(
                ["prepare", "--imagery", county.imagery, "--labels", county.landCover, "--out", "d"]
                    + ["--legend", "own.yaml"], in: scratch, saying: ["'Forest' and 'forest'", "case"])
        }
    }
}
