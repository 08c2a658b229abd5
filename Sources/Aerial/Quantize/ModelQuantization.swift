internal import AerialCore
internal import Foundation
internal import Imagery
internal import Inference
internal import Networks
internal import Scoring

/// Ranges from training tiles, the best way to round by other training tiles, judgement on held-out tiles; then the
/// model folder with its 8-bit form, or a refusal that leaves it as it was.
struct ModelQuantization {
    let plan: QuantizePlan
    let observer: any JourneyObserver

    func run() throws -> QuantizeResult {
        guard try InferenceEngine.capabilities().contains("INT8") else {
            throw CommandError(
                "this processor does not compute in bytes, so an 8-bit form cannot be judged on it. Quantize on one "
                    + "with AVX2 or newer.")
        }
        let model = try TrainedModel(
            path: plan.model, precision: .float32, threads: plan.threads)
        let bundle = try ModelBundle.read(from: plan.model)
        if let network = bundle.graph.onnxNetwork {
            throw CommandError(
                "the network of \(plan.model) came as an ONNX file and runs as that file, which gets no 8-bit form: "
                    + "\(network.foreignness) Or import a file that is quantized already, or score in bf16 where the processor has it."
            )
        }
        let sample = try QuantizeSample(plan, model: model, observer: observer)
        guard sample.heldOut.count >= plan.limits.leastHeldOut else {
            throw CommandError(
                "\(plan.dataset.path) has \(sample.heldOut.count) held-out tiles, too few to say that the 8-bit form of "
                    + "\(plan.model) is as good: --least-held-out asks for \(plan.limits.leastHeldOut). Hold more tiles "
                    + "out, or give a dataset with a larger test/.")
        }
        let best = try search(bundle: bundle, model: model, sample: sample)
        let quantizedPlan = try bundle.plan().quantized(by: best.trial.quantization)
        let quantized = try CompiledNetwork(
            plan: quantizedPlan,
            options: InferenceOptions(fastestFor: quantizedPlan, threads: plan.threads, precision: .int8))
        let record = try judge(quantized, model: model, sample: sample, trial: best.trial)
        try bundle.adding(best.trial.quantization, record: record, note: record.note)
            .write(to: plan.model, keepsOtherFiles: true)
        return QuantizeResult(
            record: record, trials: best.trials, float32PerSecond: try model.network.imagesPerSecond(over: 2),
            int8PerSecond: try quantized.imagesPerSecond(over: 2))
    }

    private func search(
        bundle: ModelBundle, model: TrainedModel, sample: QuantizeSample
    ) throws -> (trial: RoundingTrial, trials: [RoundingTrial]) {
        let inference = try bundle.plan()
        let tones = model.pictureTones
        let pictures = sample.calibration.compactMap {
            try? ImageFile.read(
                path: $0.path, side: model.tile.sidePixels, bands: model.tile.bands, tones: tones)
        }
        guard !pictures.isEmpty else {
            throw CommandError("none of the training tiles of \(plan.dataset.path) can be read.")
        }
        let progress = Progress("measuring", unit: "tiles", total: 2 * pictures.count, observer: observer)
        let statistics = try Calibration(of: inference, threads: plan.threads).statistics(over: pictures) {
            try progress.advance(by: $0)
        }
        progress.finish()
        let search = RoundingSearch(
            plan: inference, statistics: statistics, weightBits: InferenceEngine.exactWeightBits(),
            selection: sample.selection, tile: model.tile,
            reference: try TileJudgement(
                of: sample.selection, tile: model.tile, network: model.network, tones: tones,
                threads: plan.threads),
            tones: tones,
            threads: plan.threads, maxFlips: plan.limits.maxFlips / 100)
        let (trials, best) = try search.run { trial in observer.say(trial.line) }
        return (trials[best], trials)
    }

    /// - Throws: ``CommandError`` when the 8-bit form loses too much on the held-out tiles.
    private func judge(
        _ quantized: CompiledNetwork, model: TrainedModel, sample: QuantizeSample, trial: RoundingTrial
    ) throws -> QuantizationRecord {
        let names = plan.dataset.classNames
        let truth = sample.heldOut.map { model.legend.classIndex(named: names[$0.label]) }
        func judgement(_ network: CompiledNetwork) throws -> TileJudgement {
            try TileJudgement(
                of: sample.heldOut, tile: model.tile, network: network, tones: model.pictureTones,
                threads: plan.threads)
        }
        let float32 = try judgement(model.network)
        let int8 = try judgement(quantized)
        let record = QuantizationRecord(
            weightBits: trial.quantization.weightBits, rangeRule: trial.rule,
            biasCorrection: trial.correctsBias,
            floatingPointLayers: trial.kept.sorted(), calibrationTiles: sample.calibration.count,
            heldOutTiles: float32.judgedCount, accuracyFloat32: float32.accuracy(truth: truth),
            accuracyInt8: int8.accuracy(truth: truth), flippedLabels: float32.flips(to: int8),
            processor: try InferenceEngine.processorName())
        guard float32.judgedCount > 0 else {
            throw CommandError("none of the held-out tiles of \(plan.dataset.path) can be read.")
        }
        guard record.drop <= plan.limits.maxDrop, 100 * record.flippedLabels <= plan.limits.maxFlips else {
            throw CommandError(
                "the 8-bit form of \(plan.model) is refused: it "
                    + String(
                        format:
                            "\(record.drop < 0 ? "gains" : "loses") %.2f points (--max-drop %g) and changes %.2f %% of the labels (--max-flips %g)",
                        abs(record.drop), plan.limits.maxDrop, 100 * record.flippedLabels,
                        plan.limits.maxFlips)
                    + " on \(record.heldOutTiles) held-out tiles. The model is as it was; more --calibration-tiles may "
                    + "help.")
        }
        return record
    }
}
