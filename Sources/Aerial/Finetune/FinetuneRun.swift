internal import AerialCore
internal import Foundation
internal import Networks
internal import Training

/// The epochs of one training, with what is kept between them.
struct FinetuneRun {
    let loop: TrainingLoop
    let store: CheckpointStore
    let judgement: NetworkJudgement
    /// Positions of the dataset's images that choose the best epoch.
    let validation: [Int]
    let plan: FinetunePlan
    let observer: any JourneyObserver
    private(set) var progress = TrainingProgress()
    private var best: NetworkWeights?
    private var stepLog: StepLog?

    init(
        loop: TrainingLoop, store: CheckpointStore, judgement: NetworkJudgement, validation: [Int],
        plan: FinetunePlan, observer: any JourneyObserver
    ) throws {
        self.loop = loop
        self.store = store
        self.judgement = judgement
        self.validation = validation
        self.plan = plan
        self.observer = observer
    }

    /// Goes on from the newest checkpoint where that is asked for; refuses to lose one where it is not.
    mutating func begin(graph: LayerGraph) throws {
        if plan.isLeader { store.removeLeftovers() }
        try restore(graph: graph)
        // Steps of an earlier training are no part of one that begins anew.
        stepLog = try plan.stepLog.flatMap {
            plan.isLeader ? try StepLog(path: $0, appends: !isAtStart) : nil
        }
    }

    private mutating func restore(graph: LayerGraph) throws {
        guard plan.resumes else {
            guard store.isEmpty else {
                throw CommandError(
                    "\(store.folder) holds checkpoints of an unfinished training. Pass --resume to go on "
                        + "with it, or remove the folder to begin anew.")
            }
            return
        }
        guard let checkpoint = try store.newest(graph: graph, passingOthers: plan.passesOtherCheckpoints)
        else {
            return observer.say(
                "there is no checkpoint of this training in \(store.folder); training begins anew")
        }
        progress = checkpoint.progress
        best = checkpoint.best
        try loop.trainer.restore { checkpoint.state[$0] }
        loop.trainer.stepCount = progress.stepCount
        observer.say("going on from epoch \(progress.position.epoch + 1), step \(progress.position.step + 1)")
    }

    /// True where no step was taken yet, in this run or an earlier one.
    var isAtStart: Bool { progress.stepCount == 0 }

    /// - Returns: the weights of the best epoch; of the last one without a validation part.
    mutating func finish() throws -> NetworkWeights {
        while progress.position.epoch < loop.recipe.epochs, !progress.isOver(patience: loop.recipe.patience) {
            try runEpoch()
        }
        return try best ?? keptWeights()
    }

    private func keptWeights() throws -> NetworkWeights {
        try loop.trainer.weights(averaged: loop.recipe.averageDecay > 0)
    }

    private mutating func runEpoch() throws {
        let start = ContinuousClock.now
        let secondsBefore = progress.epochSeconds ?? 0
        func seconds() -> Double { secondsBefore + (ContinuousClock.now - start).inSeconds }
        let epoch = progress.position.epoch + 1
        let line = Progress(
            "epoch \(epoch) of \(loop.recipe.epochs)", unit: "images",
            total: (loop.stepsPerEpoch - progress.position.step) * loop.recipe.batchSize, observer: observer)
        var current = progress
        let best = best
        var mustStop = false
        func afterStep(_ step: TrainingStep) throws {
            line.count(step.tally.imageCount - current.tally.imageCount)
            try stepLog?.add(step)
            current.position = step.position
            current.tally = step.tally
            current.stepCount = loop.trainer.stepCount
            current.epochSeconds = seconds()
            let isDue = plan.checkpointSteps.map { step.position.step % $0 == 0 } ?? false
            mustStop = step.mustStop
            // At an epoch's end the checkpoint comes with the epoch's figures.
            guard step.position.step < loop.stepsPerEpoch else { return }
            if isDue || mustStop { try save(current, best: best) }
            if mustStop { try stop() }
        }
        let tally = try loop.finishEpoch(
            from: progress.position, tally: progress.tally, wantsStop: { observer.isCancelled },
            afterStep: afterStep)
        line.finish()
        try endEpoch(tally, seconds: seconds())
        if let record = progress.history.last { plan.afterEpoch(record) }
        if mustStop { try stop() }
    }

    /// Once a checkpoint is written.
    private func stop() throws {
        observer.say("asked to end: a checkpoint is written; go on with --resume")
        throw JourneyCancelled()
    }

    /// Rank 0's; the others are the same, but for the running statistics of their own images.
    private func save(_ progress: TrainingProgress, best: NetworkWeights?) throws {
        guard plan.isLeader else { return }
        try store.save(progress, state: loop.trainer.stateTensors(), best: best)
    }

    private mutating func endEpoch(_ tally: EpochTally, seconds: Double) throws {
        let epoch = progress.position.epoch + 1
        try loop.trainer.shareState()
        let weights = try keptWeights()
        let table = validation.isEmpty ? nil : try judgement.predictions(of: weights, on: validation)
        // Nothing says how long the steps before a checkpoint of an older version took.
        let images =
            progress.epochSeconds == nil ? tally.imageCount - progress.tally.imageCount : tally.imageCount
        progress.history.append(
            EpochRecord(
                epoch: epoch, trainingLoss: tally.loss, trainingAccuracy: tally.accuracy,
                validationLoss: table?.meanLoss(smoothing: loop.recipe.labelSmoothing),
                validationLogLoss: table?.meanLoss(smoothing: 0),
                validationAccuracy: try table.flatMap { try EvaluationSummary(of: $0).accuracy },
                seconds: seconds, imagesPerSecond: Double(images) / max(seconds, 1e-9)))
        if progress.bestEpoch == epoch { best = weights }
        progress.position.epoch += 1
        progress.position.step = 0
        progress.tally = EpochTally()
        progress.epochSeconds = nil
        progress.stepCount = loop.trainer.stepCount
        say()
        try save(progress, best: best)
    }

    private func say() {
        guard let record = progress.history.last else { return }
        let validation = record.validationLoss.map { loss in
            String(
                format: ", validation loss %.4f, accuracy %.2f %%", loss,
                100 * (record.validationAccuracy ?? 0))
        }
        let left = Double(loop.recipe.epochs - record.epoch) * record.seconds
        observer.say(
            "epoch \(record.epoch) of \(loop.recipe.epochs): "
                + String(
                    format: "loss %.4f, accuracy %.2f %%", record.trainingLoss, 100 * record.trainingAccuracy)
                + (validation ?? "") + String(format: ", %.1f images/s", record.imagesPerSecond)
                + (left > 0 ? ", \(Duration.readable(seconds: left)) left" : ""))
    }
}
