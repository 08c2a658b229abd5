import Aerial
import AerialCore
import Foundation
import Imagery
import Networks
import Testing

/// What a model's classes are called decides which files its predictions can go into.
struct ScoredClassesTests {
    private let folder = Scratch()

    private func model(_ classNames: [String]) throws -> String {
        let legend = try Legend(
            name: "own",
            classes: classNames.enumerated().map { index, name in
                LandUseClass(
                    name: name, codes: [index], color: LegendColor(red: UInt8(index), green: 8, blue: 7))
            })
        let backbone = try #require(Backbone.allCases.min { $0.nativeInputSize < $1.nativeInputSize })
        let tile = try TileSpec(
            sideMeters: Double(backbone.nativeInputSize), sidePixels: backbone.nativeInputSize)
        let graph = try backbone.graph(inputSize: tile.sidePixels).withLinearHead(
            classCount: classNames.count)
        let description = ModelDescription(
            backbone: backbone.name, classifier: nil, legend: legend, tile: tile,
            normalization: backbone.normalization,
            groundSampleDistance: GroundSampleDistance(metersPerPixel: 1),
            trainingData: TrainingDataSummary(
                trainingCounts: [:], heldOutCounts: [:], heldOutTiles: [], split: "none"),
            metrics: [:],
            provenance: Provenance(
                command: "transfer", options: [:], seed: 7, created: Date(timeIntervalSince1970: 1.5e9),
                versions: [:], sources: []))
        let path = folder["model-\(classNames.count)-\(classNames[0])"]
        try ModelBundle(
            description: description, graph: graph,
            weights: NetworkWeights(
                tensors: Dictionary(
                    graph.parameters.map { spec in
                        (
                            spec.name,
                            Tensor(
                                shape: spec.shape, values: Array(repeating: 1, count: spec.shape.reduce(1, *))
                            )
                        )
                    }, uniquingKeysWith: { first, _ in first })), forest: nil, card: ""
        ).write(to: path)
        return path
    }

    /// A GeoPackage cannot hold them: it is told before imagery is looked for, not when the first rows are written.
    @Test func classesThatAGeoPackageTakesForOneAreToldBeforeAnyWork() throws {
        let names = ["Wald", "Wasser", "wald"]
        let model = try model(names)
        func error(_ out: String, _ change: (ScorePlan) throws -> Void) -> String {
            let plan = ScorePlan(model: model, inputs: [folder["none.tif"]], out: folder[out])
            do { try change(plan) } catch { return "\(error)" }
            return ""
        }
        let journeys: [(ScorePlan) throws -> Void] = [
            { _ = try $0.run(SilentObserver()) },
            { plan in
                var plan = plan
                plan.takesScenesAsImages = true
                _ = try plan.run(SilentObserver())
            },
            { plan in
                _ = try SparkScriptPlan(scoring: plan, script: folder["s.py"], storage: folder["storage"])
                    .run(SilentObserver())
            },
            { _ = try SparkAnswersPlan(scoring: $0, folder: folder["answers"]).run(SilentObserver()) },
        ]
        for journey in journeys {
            let told = error("p.gpkg", journey)
            #expect(told.contains("'Wald' and 'wald'") && told.contains("p.gpkg"), "\(told)")
            for ending in ["csv", "geojson", "fgb", "tif"] {
                let other = error("p.\(ending)", journey)
                #expect(!other.isEmpty && !other.contains("wald"), "\(other)")
            }
        }
        #expect(try !folder.names().contains { $0.hasPrefix("p.") })
    }

    @Test func classesThatDifferMoreGoIntoAGeoPackage() throws {
        let model = try model(["Wald", "Wasser"])
        let plan = ScorePlan(model: model, inputs: [folder["none.tif"]], out: folder["p.gpkg"])
        let error = #expect(throws: (any Error).self) { try plan.run(SilentObserver()) }
        #expect(error.map { "\($0)".contains("none.tif") } == true)
    }
}
