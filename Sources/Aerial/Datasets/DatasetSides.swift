internal import AerialCore

/// Which images of a dataset are trained on and which are held out.
struct DatasetSides {
    let dataset: ImageDataset
    /// Of datasets without sides of their own.
    let testFraction: Double
    let seed: UInt64

    /// The side of each image: the dataset's own, else drawn at random, each class in proportion.
    var sides: [DatasetSide] {
        if dataset.hasSides { return dataset.images.map { $0.side ?? .train } }
        let sides = Dictionary(
            uniqueKeysWithValues: zip(dataset.uncorrectedImages.map(\.exactID), uncorrectedSides))
        return dataset.images.map { sides[$0.exactID] ?? .train }
    }

    /// Corrections move no image to the other side.
    private var uncorrectedSides: [DatasetSide] {
        let images = dataset.uncorrectedImages
        guard !dataset.hasSides else { return images.map { $0.side ?? .train } }
        return StratifiedSplit.sides(labels: images.map(\.label), testFraction: testFraction, seed: seed)
    }

    /// Held-out labels that a person looked at because a model doubted them make that model's like look better than it is.
    func tellCorrections(_ observer: any JourneyObserver) {
        let labels = Dictionary(uniqueKeysWithValues: dataset.images.map { ($0.exactID, $0.label) })
        let held = zip(dataset.uncorrectedImages, uncorrectedSides).filter { $1 == .test }.map(\.0)
        let corrected = held.count { labels[$0.exactID] != $0.label }
        guard corrected > 0 else { return }
        observer.warn(
            "\(corrected) of the \(held.count) held-out tiles were corrected or dropped, because a model doubted their labels: the accuracy "
                + "is of the tiles as they are now, and too good. Corrections are for tiles to learn from: take the lines of held-out "
                + "ones out of the file.")
    }

    /// - Throws: ``CommandError`` for a share that is none, `nan` say.
    static func check(_ testFraction: Double) throws {
        guard testFraction >= 0, testFraction < 1 else {
            throw CommandError("a test fraction of \(testFraction) is none: it is at least 0 and below 1.")
        }
    }

    /// How the sides came about, for the record.
    var description: String {
        if let prepared = dataset.prepared, dataset.hasSides {
            return "\(prepared.split), seed \(prepared.seed)"
        }
        return dataset.hasSides ? "folders" : "random, \(testFraction) held out, seed \(seed)"
    }
}
