internal import AerialCore
internal import Classical
internal import Networks

/// Ranks a dataset's training labels by how likely they are wrong: features of the model's network, logistic regressions
/// that each leave a part out, and confident learning on what they say of the part that they left out.
struct LabelReview {
    struct Result {
        let plan: ReviewPlan
        let judgement: ConfidentLearning
        /// Positions of the dataset's images, of the items that were judged.
        let images: [Int]
        /// What is listed, the likeliest to be wrong first.
        let listed: [ConfidentLearning.Judgement]
        let usesPlaces: Bool
        let penalty: Double
        /// Training images whose class no other part has.
        let unjudgedCount: Int
        /// Images that could not be read, with the reason.
        let rejections: [String]
        let cautions: [String]

        func image(of judgement: ConfidentLearning.Judgement) -> DatasetImage {
            plan.dataset.images[images[judgement.item]]
        }
    }

    let plan: ReviewPlan
    let observer: any JourneyObserver

    func run() throws -> Result {
        // Its library loads, or does not, before the long work.
        _ = try LogisticRegression()
        let description = try ModelBundle.readDescription(from: plan.model)
        let training = trainingImages(description)
        try check(training)
        let features = try features(of: training)
        let readable = training.filter { !features.rows[$0].isEmpty }
        let table = table(of: readable, features)
        let folds = FoldAssignment.folds(
            labels: table.labels, groups: table.groups, count: plan.folds, seed: plan.seed)
        let outOfFold = try outOfFold(table, folds: folds)
        let judged = readable.indices.filter { outOfFold.probabilities[$0] != nil }
        let judgement = ConfidentLearning(
            labels: judged.map { table.labels[$0] },
            probabilities: judged.compactMap { outOfFold.probabilities[$0] },
            classCount: plan.dataset.classNames.count)
        return Result(
            plan: plan, judgement: judgement, images: judged.map { readable[$0] },
            listed: plan.top.map { Array(judgement.ranked.prefix($0)) } ?? judgement.suspects,
            usesPlaces: usesPlaces(training), penalty: outOfFold.penalty,
            unjudgedCount: readable.count - judged.count, rejections: features.rejections,
            cautions: cautions(description))
    }

    /// Those that the model learned from; of another dataset the training side, or all.
    private func trainingImages(_ description: ModelDescription) -> [Int] {
        let dataset = plan.dataset
        let isOwn = description.provenance.sources.contains { $0.checksum == dataset.fingerprint }
        let heldOut = Set((isOwn ? description.trainingData.heldOutTiles : []).map(ExactName.init))
        return dataset.images.indices.filter {
            !heldOut.contains(dataset.images[$0].exactID) && dataset.images[$0].side != .test
        }
    }

    private func check(_ training: [Int]) throws {
        let labels = Set(training.map { plan.dataset.images[$0].label })
        guard labels.count >= 2, training.count >= 2 * plan.folds else {
            throw CommandError(
                "\(plan.dataset.path) has \(training.count) training images of \(labels.count) classes: too few to judge some by "
                    + "the others. At least \(2 * plan.folds) of two classes are needed; --folds 2 asks for the fewest."
            )
        }
    }

    private func features(of training: [Int]) throws -> ImageFeatures {
        let network = try PretrainedNetwork(ofModel: plan.model)
        var turns = [Int](repeating: 0, count: plan.dataset.images.count)
        for image in training { turns[image] = 1 }
        return try FeatureCache.features(
            of: plan.dataset, network: network, turns: turns, in: plan.featureCache, threads: plan.threads,
            observer: observer)
    }

    /// Tiles of a place stay together where all have one: neighbours would vouch for each other.
    private func usesPlaces(_ images: [Int]) -> Bool {
        images.allSatisfy { plan.dataset.images[$0].place?.group != nil }
    }

    private func table(of images: [Int], _ features: ImageFeatures) -> FeatureTable {
        var table = FeatureTable(featureCount: features.featureCount)
        var groups: [String: Int] = [:]
        let hasPlaces = usesPlaces(images)
        for image in images {
            let item = plan.dataset.images[image]
            let name = hasPlaces ? item.place?.group ?? item.id : item.id
            let group = groups[name] ?? groups.count
            groups[name] = group
            table.append(features.rows[image][0], label: item.label, group: group)
        }
        return table
    }

    private func outOfFold(_ table: FeatureTable, folds: [Int]) throws -> OutOfFold {
        var options = LogisticRegression.Options()
        options.threads = plan.threads
        options.seed = plan.seed
        let count = Set(folds).count
        guard count > 1 else {
            throw CommandError(
                "all training tiles of \(plan.dataset.path) lie in one block or scene, so that none can be judged by tiles of "
                    + "another place. Prepare it with smaller blocks in --split.")
        }
        for fold in Set(folds)
        where Set(folds.indices.filter { folds[$0] != fold }.map { table.labels[$0] }).count < 2 {
            throw CommandError(
                "when the tiles of a block or scene of \(plan.dataset.path) are left out to be judged, the others are all of one class: "
                    + "\(count) parts are too few places. Prepare it with smaller blocks in --split, or ask for more --folds."
            )
        }
        let progress = Progress("judging labels", unit: "parts", total: count, observer: observer)
        defer { progress.finish() }
        return try OutOfFold(
            of: table, folds: folds, classCount: plan.dataset.classNames.count, options: options
        ) { try progress.advance() }
    }

    private func cautions(_ description: ModelDescription) -> [String] {
        guard description.provenance.command == "finetune" else { return [] }
        return [
            "The model's network was itself trained on labels, wrong ones among them if this is its dataset: it has learned to "
                + "agree with them. A model of 'aerial transfer' finds more."
        ]
    }
}

extension PretrainedNetwork {
    /// The network of a trained model, for its features.
    init(ofModel model: String) throws {
        let bundle = try ModelBundle.read(from: model)
        name = bundle.description.backbone
        normalization = bundle.description.normalization
        tile = bundle.description.tile
        graph = bundle.graph
        weights = bundle.weights
        path = "\(model)/weights.safetensors"
        isImported = bundle.graph.onnxNetwork != nil
    }
}
