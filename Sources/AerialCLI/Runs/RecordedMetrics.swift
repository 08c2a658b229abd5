internal import Aerial
internal import AerialCore
internal import Networks
internal import Reporting
internal import RunHistory
internal import Training

// What each command leaves in the run history, under names that are the same wherever the figure is.

/// Names that figures have wherever they are recorded and looked up.
enum RecordedName {
    static let chosenLoss = "chosenValidationLoss"
    static let chosenAccuracy = "chosenValidationAccuracy"
}

extension RunRecorder {
    /// An epoch of a training; epochs are the steps, counted from 1.
    func record(_ epoch: EpochRecord) {
        metrics(
            [
                "trainingLoss": epoch.trainingLoss, "trainingAccuracy": epoch.trainingAccuracy,
                "validationLoss": epoch.validationLoss, "validationAccuracy": epoch.validationAccuracy,
                "epochSeconds": epoch.seconds, "samplesPerSecond": epoch.imagesPerSecond,
            ], step: epoch.epoch)
    }

    /// How a network is trained, whole: options name a part of it, a file of settings may name the rest.
    func record(_ recipe: Recipe) throws { parameters(try RecipeFile.values(recipe)) }

    /// How the penalty or epoch that was kept did on the validation part: what a sweep ranks settings by.
    func recordChosen(validationLoss: Double, validationAccuracy: Double) {
        metrics([
            RecordedName.chosenLoss: validationLoss, RecordedName.chosenAccuracy: validationAccuracy,
        ])
    }
}

extension EvaluationSummary {
    var recordedMetrics: [String: Double?] {
        [
            "accuracy": accuracy, "balancedAccuracy": confusion.balancedAccuracy, "kappa": confusion.kappa,
            "top2Accuracy": topTwoAccuracy, "ece": reliability.expectedCalibrationError,
            "groupedAccuracy": groupedAccuracy, "evaluated": Double(evaluatedCount),
            "rejected": Double(counts.rejected),
        ]
    }
}

extension PrepareSummary {
    var recordedMetrics: [String: Double?] {
        [
            "tiles": Double(tiles), "kept": Double(kept), "train": Double(train.values.reduce(0, +)),
            "test": Double(test.values.reduce(0, +)), "leakageDistanceMeters": leakageDistanceMeters,
        ]
    }
}

extension ScoreSummary {
    var recordedMetrics: [String: Double?] {
        [
            "tiles": Double(counts.tiles), "scored": Double(counts.scored), "nodata": Double(counts.nodata),
            "rejected": Double(counts.rejected), "seconds": seconds, "tilesPerSecond": tilesPerSecond,
        ]
    }
}

extension QuantizeResult {
    var recordedMetrics: [String: Double?] {
        [
            "accuracyFloat32": record.accuracyFloat32, "accuracyInt8": record.accuracyInt8,
            "drop": record.drop,
            "flippedLabels": record.flippedLabels, "heldOut": Double(record.heldOutTiles),
            "tilesPerSecondFloat32": float32PerSecond, "tilesPerSecondInt8": int8PerSecond,
        ]
    }
}

extension FinetuneResult {
    func record(to run: RunRecorder) {
        run.parameters(["split": split])
        run.metrics(outcome.summary.recordedMetrics)
        if let best = outcome.history.first(where: { $0.epoch == outcome.bestEpoch }),
            let loss = best.validationLogLoss ?? best.validationLoss, let accuracy = best.validationAccuracy
        {
            run.recordChosen(validationLoss: loss, validationAccuracy: accuracy)
        }
        run.metrics(["seconds": outcome.seconds, "train": Double(sample.training.count)])
    }
}

extension ChangeSummary {
    var recordedMetrics: [String: Double?] {
        [
            "tiles": Double(tiles), "scored": Double(scored), "nodata": Double(nodata),
            "rejected": Double(rejected), "candidates": Double(candidates),
            "expectedFalseShare": expectedFalseShare, "expectedChangedTiles": expectedChangedTiles,
        ]
    }
}

extension AreaSummary {
    /// Areas by class, in hectares, with their standard errors.
    var recordedMetrics: [String: Double?] {
        var metrics: [String: Double?] = [
            "accuracy": overallAccuracy.value, "accuracyStandardError": overallAccuracy.standardError,
            "evaluated": Double(sampled), "totalHectares": totalHectares,
        ]
        for row in classes {
            metrics["hectares.\(row.className)"] = row.hectares.value
            metrics["hectaresStandardError.\(row.className)"] = row.hectares.standardError
        }
        return metrics
    }
}

extension TransferResult {
    /// The trials of a setting, in their order, are the steps of the figures that begin with `tried`: the last of them is
    /// not what was chosen.
    func record(to run: RunRecorder) {
        run.parameters(["split": split])
        run.metrics(summary.recordedMetrics)
        run.metrics(["seconds": seconds, "train": Double(sample.trainingImages.count)])
        guard let trials = classifier.trials else { return }
        run.parameters(["chosen-\(trials.metric)": String(trials.chosen)])
        run.metrics([trials.metric: trials.chosen])
        for (step, trial) in trials.trials.enumerated() {
            run.metrics(
                [
                    trials.triedMetric: trial.value, "triedValidationLoss": trial.validationLoss,
                    "triedValidationAccuracy": trial.validationAccuracy,
                ], step: step)
        }
        if let chosen = trials.chosenTrial {
            run.recordChosen(
                validationLoss: chosen.validationLoss, validationAccuracy: chosen.validationAccuracy)
        }
    }
}

extension ReviewSummary {
    var recordedMetrics: [String: Double?] {
        ["judged": Double(judged), "suspects": Double(suspects), "rejected": Double(rejected)]
    }
}

extension SuggestionSummary {
    var recordedMetrics: [String: Double?] {
        ["suggested": Double(suggested), "considered": Double(considered), "reserved": Double(reserved)]
    }
}
