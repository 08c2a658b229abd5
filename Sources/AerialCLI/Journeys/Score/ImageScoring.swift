internal import AerialCore
internal import Imagery

/// Scores image files, in the order of the inputs.
struct ImageScoring {
    let model: TrainedModel
    let images: [ScoredImage]
    let out: String
    let console: Console

    func run() throws -> ScoreSummary {
        console.say("\(images.count) images; \(model.description)")
        let output = try ScoreOutput(path: out, legend: model.legend, grid: nil, metadata: model.provenance)
        let progress = Progress("scoring", unit: "tiles", total: images.count, console: console)
        var tally = ScoreTally()
        try model.imageInference.run(paths: images.map(\.path)) { position, outcome in
            let image = images[position]
            let prediction = model.prediction(
                of: outcome, id: image.id, source: image.source, filePath: image.path, label: image.folder)
            try output.write(prediction)
            tally.record(prediction)
            progress.advance()
        }
        progress.finish()
        try output.finish()
        tally.tellRejections(console)
        return ScoreSummary(tally: tally, seconds: progress.seconds, model: model)
    }
}
