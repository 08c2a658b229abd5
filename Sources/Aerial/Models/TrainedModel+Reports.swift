internal import AerialCore
internal import Imagery
internal import Networks
internal import Reporting
internal import Scoring

// What datasets and reports want to know of a model.

extension TrainedModel {
    /// True when the dataset is the one that the model was trained on, unchanged.
    func wasTrained(on dataset: ImageDataset) -> Bool {
        model.provenance.sources.contains { $0.checksum == dataset.fingerprint }
    }

    /// Where its numbers come from, for people.
    var sources: [Fact] {
        [Fact("Model", FileName.of(path))]
            + model.provenance.sources.map { source in
                Fact(
                    "Trained from",
                    FileName.of(source.path) + (source.checksum.map { ", SHA-256 \($0)" } ?? ""),
                    isVerbatim: true)
            }
    }

    /// The model as its evaluation report tells of it.
    var facts: ModelFacts { model.facts }

    /// How many tiles of each class it learned from, and how many were kept from it.
    var classCounts: [ModelCard.ClassCount] {
        legend.classNames.map { name in
            ModelCard.ClassCount(
                name: name, training: model.trainingData.trainingCounts[name] ?? 0,
                heldOut: model.trainingData.heldOutCounts[name] ?? 0)
        }
    }
}

extension ModelAccuracy {
    /// As the model's folder records it.
    init(of model: TrainedModel) {
        let recorded = PredictionRecord.Model(of: model)
        self.init(model: recorded.name, share: recorded.accuracy, tiles: recorded.heldOutTiles)
    }
}
