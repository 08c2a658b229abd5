internal import AerialCore
internal import Foundation
internal import Inference
internal import Networks
internal import Scoring

/// A cheaper model that is asked before another one, and the confidence from which on its word is taken: chosen on training tiles of
/// which each model's folder keeps what was said by those that had not learned from them (``TrainingJudgements``). The held-out tiles
/// that judge the models have no part in it.
struct Cascade {
    /// Is asked first.
    let model: TrainedModel
    let threshold: CascadeThreshold
    let look: FirstLook
    private let maxLoss: Double
    private let finer: TrainedModel

    /// What the first model leaves open fills few of a network's usual batches.
    static let batchSize = 2

    /// - Parameters:
    ///   - path: the cheaper model's folder.
    ///   - finer: the other one.
    ///   - maxLoss: of accuracy, 0 to 1.
    /// - Throws: ``CommandError`` where the two do not go together, or no threshold keeps the promise.
    init(first path: String, before finer: TrainedModel, maxLoss: Double, precision: PrecisionChoice) throws {
        try Self.check(ModelBundle.readDescription(from: path), at: path, before: finer)
        threshold = try Self.threshold(of: path, before: finer, maxLoss: maxLoss)
        let outputs: [NetworkOutput] = finer.tellsForeignness ? [.logits, .foreignness] : [.logits]
        model = try TrainedModel(
            path: path, precision: try precision.precision(forModel: path), threads: finer.threads,
            outputs: outputs)
        look = FirstLook(
            network: model.network, sidePixels: model.tile.sidePixels, classCount: model.legend.classes.count,
            leastConfidence: threshold.confidence)
        self.maxLoss = maxLoss
        self.finer = finer
    }

    private static func check(_ first: ModelDescription, at path: String, before finer: TrainedModel) throws {
        func refuse(_ reason: String) -> CommandError {
            CommandError("\(path) cannot be asked before \(finer.path): \(reason)")
        }
        guard first.legend.classNames == finer.legend.classNames else {
            throw refuse(
                "it knows the classes \(first.legend.classNames.joined(separator: ", ")), the other "
                    + "\(finer.legend.classNames.joined(separator: ", ")). Train both on one dataset.")
        }
        let (own, other) = (first.tile, finer.tile)
        guard own.sideMeters == other.sideMeters, own.bands == other.bands, own.sidePixels <= other.sidePixels
        else {
            throw refuse(
                "its tiles are \(own), the other's \(other). Both must show the same ground in the same bands, the first "
                    + "through no more pixels: train it with --tile-pixels.")
        }
        guard first.pictureTones == finer.pictureTones else {
            throw refuse("they bring values of more than 8 bits to 8 differently. Train both on one dataset.")
        }
    }

    private static func threshold(
        of path: String, before finer: TrainedModel, maxLoss: Double
    ) throws -> CascadeThreshold {
        func judgements(_ path: String) throws -> TrainingJudgements {
            if let found = try TrainingJudgements.read(from: path) { return found }
            throw CommandError(
                "\(path) does not keep what was said of training tiles by models that had not learned from them, by which the "
                    + "confidence is chosen that its word needs. Train it with --calibrate.")
        }
        let (own, other) = (try judgements(path), try judgements(finer.path))
        guard own.dataset == other.dataset else {
            throw CommandError(
                "\(path) and \(finer.path) were trained on different datasets, or on one that has changed: train both on one."
            )
        }
        let known = Dictionary(other.judgements.map { (ExactName($0.id), $0.isRight) }) { first, _ in first }
        let outcomes = own.judgements.compactMap { judgement in
            known[ExactName(judgement.id)].map {
                CascadeThreshold.Outcome(
                    confidence: judgement.confidence, isRight: judgement.isRight, isRightByOther: $0)
            }
        }
        if let threshold = CascadeThreshold(choosingOn: outcomes, maxLoss: maxLoss) { return threshold }
        throw CommandError(
            "no confidence of \(path) keeps the loss of accuracy within \(points(maxLoss)) points, as far as \(outcomes.count) "
                + "training tiles can tell. Allow more with --max-loss, train both models on more tiles, or leave --first out."
        )
    }

    private static func points(_ share: Double) -> String { String(format: "%.2g", 100 * share) }

    func tell(_ observer: any JourneyObserver) {
        observer.say(
            "\(model.description), asked first; its word is taken from a confidence of "
                + String(format: "%.3f on: of %d training tiles ", threshold.confidence, threshold.tileCount)
                + String(format: "%.0f %% went on to the finer model, ", 100 * threshold.passedShare)
                + String(format: "and accuracy fell by %.2f points", 100 * threshold.loss))
    }

    /// Has the network take what it needs before a limit's rest is divided.
    func takeMemory(_ limit: MemoryBudget?) throws {
        if limit != nil { _ = try model.network.imagesPerSecond(over: 0) }
    }

    /// For those who use the rows.
    var caution: String {
        "Two models were asked: \(FileName.of(model.path)), and where its confidence was below "
            + String(format: "%.3f, ", threshold.confidence)
            + "\(FileName.of(finer.path)). The threshold was chosen on \(threshold.tileCount) training tiles to cost at most "
            + "\(Self.points(maxLoss)) points of accuracy."
    }

    /// What outputs record.
    var provenance: [String: String] {
        ["AERIAL_FIRST": "\(FileName.of(model.path)), confidence \(threshold.confidence)"]
    }

    /// What else decides the rows.
    var ledgerEntries: [(String, String)] {
        get throws {
            let checksums = try ModelBundle.decidingFileNames.map { "\(model.path)/\($0)" }
                .filter { FileManager.default.fileExists(atPath: $0) }.map(FileChecksum.sha256(ofFile:))
            return [
                (
                    "--first",
                    (checksums + [model.precisionName, "\(threshold.confidence)"]).joined(separator: " ")
                )
            ]
        }
    }
}
