public import AerialCore
internal import Networks
internal import Reporting

/// Whether bands beyond red, green and blue help: a model with them beside one without, on the same held-out images.
public struct BandGain: Sendable {
    /// The bands beside the colours.
    public let bands: [String]
    /// The first with all bands, the other with the colours alone.
    public let accuracy: PairedAccuracy

    /// In a sentence.
    public var text: String {
        let (gain, interval) = (100 * accuracy.difference, accuracy.interval)
        func points(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }
        let verdict =
            interval.lowerBound > 0
            ? "they help" : interval.upperBound < 0 ? "they do harm" : "no difference is shown"
        return
            "Bands beside red, green and blue (\(bands.joined(separator: ", "))): \(points(100 * accuracy.accuracy)) % with them, "
            + "\(points(100 * accuracy.otherAccuracy)) % without, on the same \(accuracy.count) held-out images: "
            + "\(gain > 0 ? "+" : "")\(points(gain)) points (95 % interval \(points(100 * interval.lowerBound)) to "
            + "\(points(100 * interval.upperBound))): \(verdict)"
    }
}

/// Trains the same on red, green and blue alone.
struct BandComparison {
    let plan: TransferPlan
    let training: ClassifierTraining
    let observer: any JourneyObserver

    /// `nil` where there is nothing to compare: no other bands, no colours, no held-out images, or weights that do not take
    /// the colours alone.
    func gain(of sample: TransferSample, _ classifier: TrainedClassifier, sides: [DatasetSide]) throws
        -> BandGain?
    {
        let tile = plan.dataset.tile
        let others = tile.bands.filter { !TileSpec.colorBands.contains($0) }
        guard plan.comparesBands, !others.isEmpty,
            others.count + TileSpec.colorBands.count == tile.bands.count,
            plan.backbone.onnxNetwork == nil, !sample.heldOutImages.isEmpty,
            let colors = try? TileSpec(sideMeters: tile.sideMeters, sidePixels: tile.sidePixels),
            let network = try? PretrainedNetwork(
                backbone: plan.backbone, file: plan.weightsFile, tile: colors, needing: .features)
        else { return nil }
        observer.say(
            "the same with red, green and blue alone, to see whether \(others.joined(separator: ", ")) helped"
        )
        let features = try ImageFeatures(
            of: plan.dataset, network: network, turns: plan.turns(for: sides), threads: plan.threads,
            observer: observer)
        let colorSample = TransferSample(dataset: plan.dataset, sides: sides, features: features)
        let colorClassifier = try training.fit(
            colorSample.training, classNames: colorSample.legendNames, observer: observer)
        let outcomes = sample.heldOutImages.compactMap { image -> PairedAccuracy.Outcome? in
            guard let with = sample.predictedClass(ofImage: image, by: classifier),
                let without = colorSample.predictedClass(ofImage: image, by: colorClassifier)
            else { return nil }
            let label = plan.dataset.classNames[plan.dataset.images[image].label]
            return PairedAccuracy.Outcome(
                isRight: sample.legendNames[with] == label,
                isRightByOther: colorSample.legendNames[without] == label,
                group: plan.dataset.images[image].place?.group ?? plan.dataset.images[image].id)
        }
        return PairedAccuracy(of: outcomes, seed: plan.seed).map { BandGain(bands: others, accuracy: $0) }
    }
}
