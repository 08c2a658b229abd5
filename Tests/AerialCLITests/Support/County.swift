import AerialCore
import Foundation
import Imagery
import Testing

/// All tests that need the synthetic county: it is made, prepared, trained on and scored once for them.
@Suite(.county) struct EndToEnd {}

/// A synthetic county of ten by ten tiles with a dataset, a model and predictions.
struct County: Sendable {
    static let sideTiles = 10
    static let sideMeters = 2240
    static let classNames = Legend.nlcd6.classNames
    /// Its north-west corner and system, as `synth` places every county.
    static let origin = MapPoint(x: 300_000, y: 4_710_000)
    static let reference = "EPSG:26919"

    let scratch: Scratch
    let prepared: Program.Run
    let trained: Program.Run
    let scored: Program.Run
    let changed: Program.Run
    let part: Part

    var imagery: String { scratch["county/imagery_before.tif"] }
    var laterImagery: String { scratch["county/imagery_after.tif"] }
    var landCover: String { scratch["county/landcover_before.tif"] }
    var truth: String { scratch["county/truth_before.tif"] }
    var dataset: String { scratch["dataset"] }
    var model: String { scratch["model"] }
    var predictions: String { scratch["predictions.csv"] }
    var change: String { scratch["change"] }

    static let preparation = ["--rule", "purity:0.8", "--split", "blocks:500", "--test-fraction", "0.3"]

    @TaskLocal static var shared: County?

    static func current() throws -> County { try #require(shared) }

    init() throws {
        let folder = Scratch()
        func aerial(_ arguments: String...) throws -> Program.Run {
            try Program.mustRun(arguments, in: folder.path)
        }
        _ = try aerial("synth", "county", "--size", "\(Self.sideMeters)", "--seed", "3", "--quiet")
        prepared = try Program.mustRun(
            ["prepare", "--imagery", "county/imagery_before.tif", "--labels", "county/landcover_before.tif"]
                + ["--out", "dataset", "--json"] + Self.preparation, in: folder.path)
        trained = try aerial("transfer", "dataset", "--out", "model", "--json")
        scored = try aerial(
            "score", "model", "county/imagery_before.tif", "--out", "predictions.csv", "--json")
        changed = try aerial(
            "change", "model", "--before", "county/imagery_before.tif", "--after",
            "county/imagery_after.tif", "--out", "change", "--json")
        part = try Part(of: folder)
        scratch = folder
    }

    /// The north-western quarter of the county, for what takes two dates and does not hang on what they show.
    struct Part: Sendable {
        static let sideTiles = 5
        let before: String
        let after: String
        let changed: Program.Run
        let candidates: String

        fileprivate init(of county: Scratch) throws {
            func date(_ name: String) throws -> String {
                let side = Self.sideTiles * County.sideMeters / County.sideTiles
                var raster = VirtualRaster(source: county["county/imagery_\(name).tif"])
                (raster.width, raster.height) = (side, side)
                try county.write(raster.text, to: "county/part_\(name).vrt")
                return county["county/part_\(name).vrt"]
            }
            (before, after) = try (date("before"), date("after"))
            changed = try Program.mustRun(
                ["change", "model", "--before", before, "--after", after, "--out", "part", "--json"],
                in: county.path)
            candidates = try county.text("part/candidates.csv")
        }
    }
}

/// Makes the county before the suite's first test and removes it after the last.
struct CountyTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await County.$shared.withValue(try County()) { try await function() }
    }
}

extension SuiteTrait where Self == CountyTrait {
    static var county: Self { CountyTrait() }
}
