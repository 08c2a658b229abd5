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
        // Corrections move no image to the other side.
        let drawn = StratifiedSplit.sides(
            labels: dataset.uncorrectedImages.map(\.label), testFraction: testFraction, seed: seed)
        let sides = Dictionary(uniqueKeysWithValues: zip(dataset.uncorrectedImages.map(\.id), drawn))
        return dataset.images.map { sides[$0.id] ?? .train }
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
