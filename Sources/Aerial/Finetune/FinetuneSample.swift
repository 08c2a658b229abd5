internal import AerialCore
internal import Foundation
internal import Training

/// A dataset divided into what a network learns from, what chooses its best epoch, and what it is judged by.
package struct FinetuneSample: Sendable {
    package let dataset: ImageDataset
    /// Positions of the dataset's images.
    package let training: [Int]
    package let validation: [Int]
    package let heldOut: [Int]
    /// Classes with training images, in the dataset's order: what the model knows.
    package let classNames: [String]
    /// The model's class for each of the dataset's.
    private let classOfLabel: [Int?]
    private let images: FinetuneImages
    /// Positions in `images` of the training images.
    private let trainingPlaces: [Int]
    package let rejections: [String]

    init(plan: FinetunePlan, tile: TileSpec, observer: any JourneyObserver) throws {
        let dataset = plan.dataset
        let sides = plan.split.sides
        try Self.check(dataset, sides: sides, observer: observer)
        let candidates = dataset.images.indices.filter { sides[$0] == .train }
        images = try FinetuneImages(
            paths: candidates.map { dataset.images[$0].path }, tile: tile, tones: dataset.tones,
            threads: plan.threads, observer: observer)
        rejections = images.rejections.sorted { $0.key < $1.key }.map { place, reason in
            "\(dataset.images[candidates[place]].path): \(reason)"
        }
        RejectionList(rejections).tell(observer)
        let rejected = images.rejections
        let places = candidates.indices.filter { rejected[$0] == nil }

        let known = Set(places.map { dataset.images[candidates[$0]].label })
        let order = dataset.classNames.indices.filter(known.contains)
        classNames = order.map { dataset.classNames[$0] }
        classOfLabel = dataset.classNames.indices.map { order.firstIndex(of: $0) }
        guard classNames.count >= 2 else { throw Self.tooFewClasses(classNames, dataset: dataset) }

        let isValidation = Self.validationPart(
            of: places.map { dataset.images[candidates[$0]] }, fraction: plan.recipe.validationFraction,
            seed: plan.seed, observer: observer)
        trainingPlaces = zip(places, isValidation).filter { !$0.1 }.map(\.0)
        training = trainingPlaces.map { candidates[$0] }
        validation = zip(places, isValidation).filter(\.1).map { candidates[$0.0] }
        heldOut = dataset.images.indices.filter {
            sides[$0] == .test && known.contains(dataset.images[$0].label)
        }
        self.dataset = dataset
    }

    /// What the training loop takes.
    var samples: TrainingSamples {
        let images = images
        let places = trainingPlaces
        return TrainingSamples(
            labels: training.compactMap { classOfLabel[dataset.images[$0].label] },
            classCount: classNames.count,
            image: { try images.image(places[$0]) })
    }

    func legend() throws -> Legend {
        let full = try dataset.legend()
        return try Legend(name: full.name, classes: full.classes.filter { classNames.contains($0.name) })
    }

    /// Images by class name.
    package func counts(of images: [Int]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for image in images { counts[dataset.classNames[dataset.images[image].label], default: 0] += 1 }
        return counts
    }

    /// Whole blocks or scenes where the dataset has them, so that neighbours do not choose the epoch.
    static func validationPart(
        of images: [DatasetImage], fraction: Double, seed: UInt64, observer: any JourneyObserver
    ) -> [Bool] {
        guard fraction > 0 else { return images.map { _ in false } }
        let labels = images.map(\.label)
        let seed = SeededGenerator.mixed(seed)
        if images.contains(where: { $0.place?.group != nil }) {
            // A picture that was moved or added has no place that is known: it stands for itself.
            let groups = images.map { $0.place?.group ?? "picture \($0.id)" }
            let split = GroupSplit(groups: groups, labels: labels, testFraction: fraction, seed: seed)
            let held = keepingClasses(split.sides, groups: groups, labels: labels)
            if held.contains(true) { return held }
            observer.warn(
                "no place can be kept for validation as a whole: there is only one, or each is needed to learn a class. Single tiles are "
                    + "kept instead; they lie beside tiles that are learned from, so that their figures look better than they are."
            )
        }
        return StratifiedSplit.sides(labels: labels, testFraction: fraction, seed: seed).map { $0 == .test }
    }

    /// A place that holds all of a class is learned from: a network does not know a class that it was never shown.
    private static func keepingClasses(_ sides: [DatasetSide], groups: [String], labels: [Int]) -> [Bool] {
        let learned = Set(zip(labels, sides).filter { $1 == .train }.map(\.0))
        let needed = Set(zip(groups, labels).filter { !learned.contains($1) }.map(\.0))
        return zip(groups, sides).map { $1 == .test && !needed.contains($0) }
    }

    /// Says before the long work what would fail after it.
    private static func check(_ dataset: ImageDataset, sides: [DatasetSide], observer: any JourneyObserver)
        throws
    {
        var counts = [Int](repeating: 0, count: dataset.classNames.count)
        for (image, side) in zip(dataset.images, sides) where side == .train { counts[image.label] += 1 }
        let present = counts.indices.filter { counts[$0] > 0 }
        guard present.count >= 2 else {
            throw tooFewClasses(present.map { dataset.classNames[$0] }, dataset: dataset)
        }
        for index in counts.indices where counts[index] == 0 {
            observer.warn(
                "'\(dataset.classNames[index])' has no training images; the model will not know it.")
        }
    }

    private static func tooFewClasses(_ names: [String], dataset: ImageDataset) -> CommandError {
        let found = names.isEmpty ? "none" : "only '\(names.joined(separator: "', '"))'"
        return CommandError(
            "a network needs at least two classes with training images; \(dataset.path) has \(found). "
                + "Add a folder of images for each class.")
    }
}
