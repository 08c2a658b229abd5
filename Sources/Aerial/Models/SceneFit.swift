internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring

/// Whether imagery is like what a model learned from, in scale and colours.
struct SceneFit {
    let mosaic: Mosaic
    let model: TrainedModel
    let sample: TileSample

    /// - Parameter sampleSize: how many tiles to look at where the model knows the colours that it learned from.
    init(mosaic: Mosaic, model: TrainedModel, area: String?, sampleSize: Int = 100) throws {
        self.mosaic = mosaic
        self.model = model
        sample = try TileSample(of: mosaic, area: area, size: sampleSize)
    }

    /// Imagery this much coarser or finer than the model's shows other things.
    private static let largestRatio = 1.5
    /// Of imagery like the model's own a hundredth lies beyond the colours' reach.
    private static let largestShare = 0.25
    private static let fewestTiles = 3

    func tell(_ observer: any JourneyObserver) {
        tellNotes(observer)
        warnings.forEach(observer.warn)
    }

    /// How the files are read.
    func tellNotes(_ observer: any JourneyObserver) { mosaic.tellNotes(observer) }

    /// What the sample says of how foreign the imagery is, where the whole has so many tiles that looking at a few first
    /// costs nothing; the end of a run knows it of all.
    func foreignTiles() throws -> ForeignTiles {
        guard model.tellsForeignness, mosaic.grid.tileCount >= Self.fewestTilesForSample else {
            return ForeignTiles()
        }
        let request = try model.network.makeRequest()
        let images = sample.images.sorted { $0.key < $1.key }
        let values = try stride(from: 0, to: images.count, by: request.batchSize).flatMap { start in
            let batch = images[start..<min(images.count, start + request.batchSize)].map(\.value)
            return try request.run(batch, output: .foreignness).map { $0[0] }
        }
        return ForeignTiles(values)
    }

    private static let fewestTilesForSample = 1000

    /// What of the imagery is strange to the model, with figures.
    var warnings: [String] { told(naming: FileName.withoutSecrets) }

    private func told(naming: (String) -> String) -> [String] {
        let name = sceneNames(naming)
        return [scaleWarning(name), colorWarning(name), mosaic.datesWarning, mosaic.singleBandWarning]
            .compactMap { $0 }
    }

    /// What goes with the predictions: the warnings, without the folders of this machine, and which scenes have borders that they do
    /// not declare.
    var cautions: [String] {
        let warnings = told(naming: FileName.of)
        let bordered = mosaic.scenes.filter { $0.border != nil }.map { FileName.of($0.path) }
        guard let first = bordered.first else { return warnings }
        return warnings + [
            "\(bordered.count == 1 ? first : "\(first) and \(bordered.count - 1) more scenes") had a black or white border "
                + "that the file does not declare; it was taken as no imagery."
        ]
    }

    /// The same of one of two dates, whose files may have one name.
    /// - Parameter date: `first` or `second`.
    func cautions(ofDate date: String) -> [String] { cautions.map { "the \(date) date: \($0)" } }

    private func scaleWarning(_ name: String) -> String? {
        guard let learned = model.groundSampleDistance?.metersPerPixel else {
            return "the model does not know the scale that it learned from, so these tiles may look "
                + "strange to it. Train it on a dataset of 'aerial prepare', or train it anew with the images' pixel size: "
                + "'aerial transfer' and 'aerial finetune' take --gsd."
        }
        // Finer imagery is brought to a tile's pixels; coarser keeps its lack of detail.
        let own = mosaic.tile.groundSampleDistance.metersPerPixel
        let seen = mosaic.scenes.map { max(own, $0.groundSampleDistance.metersPerPixel) }
        guard let coarsest = seen.max(), let finest = seen.min() else { return nil }
        let strange = coarsest > Self.largestRatio * learned ? coarsest : finest
        let ratio = max(strange / learned, learned / strange)
        guard ratio > Self.largestRatio else { return nil }
        let texts = [strange, learned].map { String(format: "%.2g", $0) }
        return
            "\(name) shows tiles in pixels of \(texts[0]) m, the model learned from \(texts[1]) m, a ratio "
            + "of \(String(format: "%.1f", ratio)): what it knows by its size or its detail it will not find. Train "
            + "on imagery of this scale, or take the result with care."
    }

    private func colorWarning(_ name: String) -> String? {
        let colors = sample.colors
        guard let learned = model.colors, let share = learned.shareBeyondReach(colors),
            share > Self.largestShare, share * Double(colors.count) >= Double(Self.fewestTiles)
        else { return nil }
        let here = (0..<3).map { channel in
            colors.reduce(0.0) { $0 + [$1.red, $1.green, $1.blue][channel] } / Double(colors.count)
        }
        func text(_ color: [Double]) -> String {
            color.map { String(Int($0.rounded())) }.joined(separator: " ")
        }
        return "\(name) has other colours than the model learned from: \(Int((100 * share).rounded())) % of "
            + "\(colors.count) tiles looked at lie farther off than 99 % of its training tiles (mean red, green, blue "
            + "\(text(here)); in training \(text(learned.mean))). Other light or season makes other labels: train on "
            + "some tiles of this date too, or take its labels with care."
    }

    private func sceneNames(_ naming: (String) -> String) -> String {
        let first = naming(mosaic.scenes[0].path)
        return mosaic.scenes.count == 1 ? first : "\(first) with \(mosaic.scenes.count - 1) more"
    }
}
