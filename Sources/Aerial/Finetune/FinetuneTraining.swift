internal import AerialCore
internal import Foundation
internal import Networks
internal import Training

/// Reads the images, trains epoch by epoch with a checkpoint after each, judges the best epoch's weights on the
/// held-out images, and writes the model folder.
struct FinetuneTraining {
    let plan: FinetunePlan
    let observer: any JourneyObserver

    func run() throws -> FinetuneResult {
        let start = ContinuousClock.now
        let source = try StartingNetwork(plan: plan)
        if plan.isLeader, let caution = source.network?.caution { observer.warn(caution) }
        let sample = try FinetuneSample(plan: plan, tile: source.tile, observer: observer)
        let group = try plan.place.map(ProcessGroup.init)
        let judgement = NetworkJudgement(
            dataset: plan.dataset, classNames: sample.classNames,
            graph: try plan.backbone.graph(for: source.tile, classCount: sample.classNames.count),
            normalization: plan.backbone.normalization(for: source.tile), tile: source.tile,
            threads: plan.threads,
            group: group)
        let trainer = try makeTrainer(graph: judgement.graph, sample: sample, group: group)
        var training = try makeRun(trainer: trainer, source: source, sample: sample, judgement: judgement)
        try training.begin(graph: judgement.graph)
        say(trainer, sample: sample)
        if training.isAtStart {
            try trainer.setWeights(startingWeights(graph: judgement.graph, source: source, sample: sample))
        }
        try trainer.shareState()
        let trained = try training.finish()
        guard trained.impossibleName == nil else {
            throw CommandError(
                "the network's weights are no numbers any more: training has diverged. Lower --learning-rate, or use "
                    + "--precision fp32.")
        }
        let (weights, temperature, judgements) = try calibrated(trained, sample: sample, by: judgement)

        let (summary, rejections) = try judge(weights, sample: sample, by: judgement)
        let outcome = FinetuneOutcome(
            summary: summary, history: training.progress.history, bestEpoch: training.progress.bestEpoch,
            rejections: rejections, temperature: temperature, judgements: judgements,
            usesBFloat16: trainer.usesBFloat16,
            exchange: try trainer.exchangeTimes,
            loaderImagesPerSecond: plan.timesLoader ? try training.loop.loaderImagesPerSecond() : nil,
            seconds: (ContinuousClock.now - start).inSeconds)
        if plan.isLeader {
            try FinetuneBundle(
                plan: plan, source: source, sample: sample, outcome: outcome, observer: observer
            ).write(weights: weights, of: judgement.graph)
            training.store.removeAll()
        }
        return FinetuneResult(plan: plan, sample: sample, outcome: outcome)
    }

    private func makeRun(
        trainer: NetworkTrainer, source: StartingNetwork, sample: FinetuneSample, judgement: NetworkJudgement
    ) throws -> FinetuneRun {
        let loop = TrainingLoop(
            trainer: trainer, recipe: plan.recipe, samples: sample.samples, inputSide: source.tile.sidePixels,
            threads: plan.threads, seed: plan.seed, share: plan.place.map(BatchShare.init) ?? BatchShare())
        let store = CheckpointStore(
            folder: plan.checkpointFolder, identity: source.identity(plan: plan, sample: sample),
            kept: plan.keptCheckpoints)
        return try FinetuneRun(
            loop: loop, store: store, judgement: judgement, validation: sample.validation, plan: plan,
            observer: observer)
    }

    /// The weights with their logits divided by the temperature that fits the validation part, where that is asked for.
    private func calibrated(
        _ weights: NetworkWeights, sample: FinetuneSample, by judgement: NetworkJudgement
    ) throws -> (NetworkWeights, temperature: Double?, TrainingJudgements?) {
        guard plan.calibrates else { return (weights, nil, nil) }
        let table = try judgement.predictions(of: weights, on: sample.validation)
        let judged = table.rows.compactMap { row in
            row.label.flatMap { table.classNames.firstIndex(of: $0) }
                .map { (row.id, ReferencedPrediction(probabilities: row.probabilities, reference: $0)) }
        }
        let samples = judged.map(\.1)
        let scaling = TemperatureScaling(fitting: samples)
        let judgements = TrainingJudgements(
            dataset: plan.dataset.fingerprint,
            judgements: judged.map { .init($0.1, scaling: scaling, id: $0.0) })
        guard let scaling else {
            let reason =
                samples.isEmpty
                ? "the validation part has no image that the network gives an answer for; a larger --validation-fraction has more"
                : "the network is right on all \(samples.count) images of the validation part"
            observer.warn("no temperature can be fitted: \(reason). The probabilities stay as they are.")
            return (weights, nil, judgements)
        }
        observer.say(
            String(
                format: "temperature %.3f, from %d images of the validation part", scaling.temperature,
                samples.count))
        let divided = weights.dividingHead(of: judgement.graph, by: scaling.temperature)
        return (divided, scaling.temperature, judgements)
    }

    /// - Returns: also all images that could not be used, of training and held-out ones.
    private func judge(
        _ weights: NetworkWeights, sample: FinetuneSample, by judgement: NetworkJudgement
    ) throws -> (summary: EvaluationSummary, rejections: [String]) {
        observer.say("judging the network on \(sample.heldOut.count) held-out images")
        var rejections: [String] = []
        let table = try judgement.predictions(of: weights, on: sample.heldOut) { rejections.append($0) }
        RejectionList(rejections).tell(observer)
        if let first = rejections.first, rejections.count >= sample.heldOut.count {
            throw CommandError(
                "the network gives no answer for any of the \(sample.heldOut.count) held-out images (the first: \(first)). "
                    + "Where the images are good, training has diverged: lower --learning-rate.")
        }
        return (try EvaluationSummary(of: table), sample.rejections + rejections)
    }

    private func makeTrainer(
        graph: LayerGraph, sample: FinetuneSample, group: ProcessGroup?
    ) throws -> NetworkTrainer {
        var options = NetworkTrainer.Options(recipe: plan.recipe)
        options.group = group
        options.threads = plan.threads
        if plan.recipe.balance == .weights { options.classWeights = sample.samples.balancingWeights }
        return try NetworkTrainer(
            graph: graph, normalization: plan.backbone.normalization(for: plan.dataset.tile),
            trainedNodes: try plan.recipe.retrain.trainedNodes(of: graph, network: plan.backbone.name),
            options: options)
    }

    /// The weights begun with; what they lack is fresh.
    private func startingWeights(
        graph: LayerGraph, source: StartingNetwork, sample: FinetuneSample
    ) throws -> NetworkWeights {
        let (weights, fresh) = FreshParameters.completing(source.weights, for: graph, seed: plan.seed)
        sayFresh(fresh, graph: graph)
        let head = HeadStart(plan: plan, sample: sample, observer: observer)
        guard plan.recipe.headStart, let network = source.network,
            fresh.allSatisfy({ $0.hasPrefix(graph.headPrefix + ".") }), graph.hasLinearHead
        else { return weights }
        return try head.applied(to: weights, graph: graph, network: network)
    }

    /// The head is always fresh; other fresh layers are worth a line.
    private func sayFresh(_ names: [String], graph: LayerGraph) {
        let others = names.filter { !$0.hasPrefix(graph.headPrefix + ".") }
        guard !others.isEmpty, !plan.isFromScratch else { return }
        observer.say(
            "\(others.count) parameters are not in the weights file and start fresh: "
                + "\(others.prefix(4).joined(separator: ", "))\(others.count > 4 ? " ..." : "")")
    }

    private func say(_ trainer: NetworkTrainer, sample: FinetuneSample) {
        let device = trainer.usesCUDA ? "a CUDA device" : "the CPU, \(plan.threads) threads"
        let processes = plan.place.map { " in each of \($0.size) processes" } ?? ""
        observer.say(
            "training \(plan.backbone.name) (\(plan.recipe.retrain.rawValue)) on \(device)\(processes), "
                + "\(trainer.usesBFloat16 ? "bf16" : "fp32"): \(sample.training.count) images of "
                + "\(sample.classNames.count) classes"
                + (sample.validation.isEmpty
                    ? "" : ", \(sample.validation.count) more to choose the best epoch"))
    }
}
