internal import AerialCore
internal import Networks
internal import Reporting
internal import Scoring

/// The tiles that a model is evaluated on, and how far they are from what it was trained on.
struct EvaluationSample {
    let dataset: ImageDataset
    let images: [DatasetImage]
    /// What the model learned from; empty when that is of another dataset, or is itself evaluated.
    let trainingImages: [DatasetImage]
    let split: HeldOutSplit
    /// Said on the report when the figures are not those of unseen tiles.
    let caution: String?

    /// - Parameter fraction: a random part of the tiles, of each class in proportion; `nil` for all.
    init(
        of dataset: ImageDataset, for model: TrainedModel, part: EvaluatedPart,
        fraction: SampleFraction? = nil, observer: any JourneyObserver
    ) throws {
        self.dataset = dataset
        try TileAgreement.check(dataset.prepared, at: dataset.path, model: model)
        try Self.checkClasses(of: dataset, model: model)
        let isOwn = model.wasTrained(on: dataset)
        let known = try isOwn ? nil : Self.known(in: dataset, to: model, observer: observer)
        let heldOut = Self.heldOut(of: dataset, model: model, isOwn: isOwn).filter {
            known?.contains($0.exactID) != true
        }
        let held = Set(heldOut.map(\.exactID))
        let used = isOwn ? Self.used(of: dataset, model: model) : dataset.images
        let seen = used.filter { !held.contains($0.exactID) }
        trainingImages = isOwn && part == .heldOut ? seen : []
        func sampled(_ images: [DatasetImage]) -> [DatasetImage] {
            fraction.map { $0.positions(labels: images.map(\.label)).map { images[$0] } } ?? images
        }
        switch part {
        case .heldOut:
            images = sampled(heldOut)
            caution = isOwn ? nil : Self.caution(known, of: dataset, model: model)
        case .train:
            images = sampled(seen)
            caution = isOwn ? "The model was trained on these tiles: the figures say what it remembers." : nil
        case .all:
            images = sampled(dataset.images)
            let hasSeen = isOwn || known?.isEmpty == false
            caution = hasSeen ? "The model was trained on some of these tiles; the figures flatter it." : nil
        }
        split = Self.split(of: dataset, part: part, isOwn: isOwn, seesKnown: known?.isEmpty == false)
        guard !images.isEmpty else {
            throw CommandError(
                "\(dataset.path) has no \(part == .train ? "training" : "held-out") tiles. "
                    + "Pass --use all, or another dataset.")
        }
        if let caution { observer.warn(caution) }
    }

    /// The pictures of another dataset that the model learned from all the same: the dataset has changed since, was divided anew
    /// or holds copies. `nil` where the model does not say what it learned from.
    private static func known(
        in dataset: ImageDataset, to model: TrainedModel, observer: any JourneyObserver
    ) throws -> Set<ExactName>? {
        try LearnedImages.read(from: model.path)?.ids(among: dataset.images, observer: observer)
    }

    private static func caution(
        _ known: Set<ExactName>?, of dataset: ImageDataset, model: TrainedModel
    ) -> String? {
        if let known {
            guard !known.isEmpty else { return nil }
            return
                "The model learned from \(known.count) of the \(dataset.images.count) pictures of this dataset, though it is "
                + "another one than it was trained on, or has changed since. They are left out."
        }
        let names = Set(model.heldOutIDs)
        guard dataset.images.contains(where: { names.contains($0.id) }) else { return nil }
        return
            "Pictures of this dataset have names of the dataset that the model was trained on, and the model is of an older "
            + "version that does not say what it learned from. Where they are the same, the figures flatter it: train it again."
    }

    /// - Parameter seesKnown: another dataset holds some of what the model learned from.
    private static func split(
        of dataset: ImageDataset, part: EvaluatedPart, isOwn: Bool, seesKnown: Bool
    ) -> HeldOutSplit {
        switch part {
        case .heldOut: isOwn ? dataset.heldOutSplit : .otherDataset
        case .train: isOwn ? .learned : seesKnown ? .partlySeen : .otherDataset
        case .all: isOwn || seesKnown ? .partlySeen : .otherDataset
        }
    }

    /// The tiles that the model did not see: those it recorded, else those of `test/`, else all of another dataset.
    private static func heldOut(of dataset: ImageDataset, model: TrainedModel, isOwn: Bool) -> [DatasetImage]
    {
        if isOwn {
            let recorded = Set(model.heldOutIDs.map(ExactName.init))
            return dataset.images.filter { recorded.contains($0.exactID) }
        }
        return dataset.hasSides ? dataset.images.filter { $0.side == .test } : dataset.images
    }

    /// The images that a model was made of, to learn from or to be judged by: a part, where it was trained on a part.
    private static func used(of dataset: ImageDataset, model: TrainedModel) -> [DatasetImage] {
        let part = model.model.provenance.options[ImageDataset.sampleKey].flatMap(SampleFraction.init(text:))
        return dataset.sampled(by: part).images
    }

    private static func checkClasses(of dataset: ImageDataset, model: TrainedModel) throws {
        let unknown = dataset.classNames.filter { model.legend.classIndex(named: $0) == nil }
        guard unknown.isEmpty else {
            throw CommandError(
                "\(dataset.path) has classes that the model does not know: "
                    + "\(unknown.joined(separator: ", ")). It knows \(model.legend.classNames.joined(separator: ", ")). "
                    + "Rename or drop them with --map-classes FILE.yaml.")
        }
    }
}
