// A map of a scene, with its areas by class.
// usage: SceneToMap MODEL SCENE.tif MAP.png
import Aerial
import Foundation

guard CommandLine.arguments.count == 4 else { fatalError("usage: SceneToMap MODEL SCENE.tif MAP.png") }
let words = CommandLine.arguments.dropFirst()

/// Tells what goes on, and how far it is.
struct Teller: JourneyObserver {
    func say(_ line: String) { print(line) }
    func warn(_ line: String) { print("warning: \(line)") }
    func show(_ progress: JourneyProgress) {
        if progress.isFinished { print("\(progress.title): \(progress.done) \(progress.unit)") }
    }
    var isCancelled: Bool { false }
}

let predictions = words[3] + ".predictions.csv"
_ = try ScorePlan(model: words[1], inputs: [words[2]], out: predictions).run(Teller())

var plan = MapPlan(predictions: predictions, out: words[3])
plan.smoothing = .probabilities
let map = try plan.run(Teller())
for area in map.figures.areas { print("\(area.className): \(area.hectares) ha") }
