internal import AerialCore
internal import Foundation

/// What was said of training images by classifiers of a model's kind that had not learned from them: of folds of the training
/// images, or of a network's validation part. Decisions about the model can be taken on them without touching the images that
/// judge it.
public struct TrainingJudgements: Sendable, Equatable {
    /// What was said of one image.
    public struct Judgement: Sendable, Equatable {
        /// The image's name in its dataset.
        public let id: String
        /// The class was the image's.
        public let isRight: Bool
        /// The largest probability, calibrated where the model is, 0 to 1.
        public let confidence: Float

        /// What was said of one image.
        public init(id: String, isRight: Bool, confidence: Float) {
            self.id = id
            self.isRight = isRight
            self.confidence = confidence
        }
    }

    /// The dataset's fingerprint.
    public let dataset: String
    /// Each image once.
    public let judgements: [Judgement]

    /// The name of the file in a model's folder.
    public static let fileName = "judgements.json"

    /// - Parameter dataset: its fingerprint.
    public init(dataset: String, judgements: [Judgement]) {
        self.dataset = dataset
        self.judgements = judgements
    }

    /// The largest file that is read.
    private static let mostBytes = 1 << 28

    /// `nil` for a model without them: it was not calibrated, or an older version trained it.
    /// - Parameter path: the model's folder.
    /// - Throws: ``ModelError`` for a damaged file.
    public static func read(from path: String) throws -> TrainingJudgements? {
        let file = "\(path)/\(fileName)"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file) else { return nil }
        let size = (attributes[.size] as? NSNumber)?.intValue ?? .max
        guard size <= mostBytes, let data = FileManager.default.contents(atPath: file),
            let stored = try? JSONDecoder().decode(Stored.self, from: data), let whole = stored.judgements
        else { throw ModelError.unreadableJudgements(path: path) }
        return whole
    }

    /// As a file holds them.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(
            Stored(
                formatVersion: 1, dataset: dataset, ids: judgements.map(\.id),
                right: judgements.map { $0.isRight ? 1 : 0 }, confidences: judgements.map(\.confidence)))
    }

    private struct Stored: Codable {
        let formatVersion: Int
        let dataset: String
        let ids: [String]
        let right: [Int]
        let confidences: [Float]

        /// `nil` for what no training has written.
        var judgements: TrainingJudgements? {
            guard formatVersion == 1, ids.count == right.count, ids.count == confidences.count,
                Set(ids.map(ExactName.init)).count == ids.count, right.allSatisfy({ $0 == 0 || $0 == 1 }),
                confidences.allSatisfy({ (0...1.000_1).contains($0) })
            else { return nil }
            return TrainingJudgements(
                dataset: dataset,
                judgements: ids.indices.map {
                    Judgement(id: ids[$0], isRight: right[$0] == 1, confidence: confidences[$0])
                })
        }
    }
}
