package import AerialCore
package import Classical
internal import Inference

/// A dataset's features, divided into what the classifier learns from and what it is judged by.
package struct TransferSample: Sendable {
    package let dataset: ImageDataset
    package let training: FeatureTable
    /// Positions of the dataset's images that could be read, by side.
    package let trainingImages: [Int]
    package let heldOutImages: [Int]
    /// Classes with training images, in the dataset's order: what the model knows.
    package let legendNames: [String]
    /// The row of ``training`` that shows each of ``trainingImages`` unturned.
    let firstRows: [Int]
    private let sides: [DatasetSide]
    private let features: ImageFeatures
    /// The model's class for each of the dataset's; `nil` for classes without training images.
    private let classOfLabel: [Int?]

    package init(dataset: ImageDataset, sides: [DatasetSide], features: ImageFeatures) {
        let readable = dataset.images.indices.filter { !features.rows[$0].isEmpty }
        let trained = readable.filter { sides[$0] == .train }
        let known = Set(trained.map { dataset.images[$0].label })
        let order = dataset.classNames.indices.filter(known.contains)
        classOfLabel = dataset.classNames.indices.map { order.firstIndex(of: $0) }
        legendNames = order.map { dataset.classNames[$0] }
        trainingImages = trained
        var row = 0
        firstRows = trained.map { image in
            defer { row += features.rows[image].count }
            return row
        }
        heldOutImages = readable.filter { sides[$0] == .test && known.contains(dataset.images[$0].label) }
        self.dataset = dataset
        self.sides = sides
        self.features = features
        training = Self.table(of: trained, dataset: dataset, features: features, classOfLabel: classOfLabel)
    }

    private static func table(
        of images: [Int], dataset: ImageDataset, features: ImageFeatures, classOfLabel: [Int?]
    ) -> FeatureTable {
        var table = FeatureTable(featureCount: features.featureCount)
        var groups: [String: Int] = [:]
        for image in images {
            guard let label = classOfLabel[dataset.images[image].label] else { continue }
            // Turns of an image belong together; so do tiles of a place.
            let name = dataset.images[image].place?.group ?? dataset.images[image].id
            let group = groups[name] ?? groups.count
            groups[name] = group
            for row in features.rows[image] { table.append(row, label: label, group: group, item: image) }
        }
        return table
    }

    package func legend() throws -> Legend {
        let full = try dataset.legend()
        return try Legend(name: full.name, classes: full.classes.filter { legendNames.contains($0.name) })
    }

    /// Features and labels of some images, unturned, for other tools.
    package func rows(of images: [Int]) -> [(features: [Float], label: Int)] {
        images.compactMap { image in
            guard let row = features.rows[image].first, let label = classOfLabel[dataset.images[image].label]
            else {
                return nil
            }
            return (row, label)
        }
    }

    /// Images that could not be read.
    package var rejectedCount: Int { features.rejections.count }

    /// The model's class of each of the dataset's images, -1 for classes without training images.
    package var itemClasses: [Int] { dataset.images.map { classOfLabel[$0.label] ?? -1 } }

    /// Of each of the dataset's images.
    package var isTraining: [Bool] { sides.map { $0 == .train } }

    /// What a classifier says of an image, unturned; `nil` when it could not be read.
    package func predictedClass(ofImage image: Int, by classifier: TrainedClassifier) -> Int? {
        features.rows[image].first.flatMap { row in
            let logits = classifier.logits(row)
            return logits.indices.max { logits[$0] < logits[$1] }
        }
    }

    /// Images by class name.
    package func counts(of images: [Int]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for image in images { counts[dataset.classNames[dataset.images[image].label], default: 0] += 1 }
        return counts
    }

    /// The classifier's figures on the held-out images.
    package func evaluate(_ classifier: TrainedClassifier) throws -> EvaluationSummary {
        let rows = heldOutImages.compactMap { image -> TilePrediction? in
            guard let row = features.rows[image].first else { return nil }
            return TilePrediction(
                id: dataset.images[image].id, source: dataset.path,
                label: dataset.classNames[dataset.images[image].label], status: .scored,
                probabilities: softmax(classifier.logits(row)))
        }
        return try EvaluationSummary(of: PredictionTable(classNames: legendNames, rows: rows))
    }
}
