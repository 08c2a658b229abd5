internal import AerialCore
internal import Foundation
internal import Imagery

/// Whether a date's imagery is like what the model learned from.
struct SceneFit {
    let mosaic: Mosaic
    let model: TrainedModel

    /// Imagery this much coarser than the model's lacks the detail that it learned from.
    private static let largestRatio = 1.5

    func tell(_ console: Console) {
        for scene in mosaic.scenes { for note in scene.notes { console.say("\(scene.path): \(note)") } }
        let coarsest = mosaic.scenes.map(\.groundSampleDistance.metersPerPixel).max() ?? 1
        guard let learned = model.groundSampleDistance?.metersPerPixel else {
            return console.warn(
                "the model does not know the scale that it learned from, so tiles of 1 m pixels may look "
                    + "strange to it. Train on a dataset of 'aerial prepare', or on images brought to 1 m.")
        }
        guard coarsest > Self.largestRatio * learned else { return }
        console.warn(
            "\(mosaic.scenes[0].path) has pixels of \(String(format: "%.1f", coarsest)) m, the model learned from "
                + "\(String(format: "%.1f", learned)) m: what it knows by its detail it will not find. Train on imagery like "
                + "this, or take the result with care.")
    }
}
