internal import AerialCore
public import Foundation
public import Inference

/// A job that machines without a command line work on: what to compute, with which model, of which items. On disk it is
/// `job.json` in a folder that also holds the model.
public struct ScoreJob: Codable, Sendable, Equatable {
    /// The format that this program writes; it reads this one and those before it.
    public static let currentFormatVersion = 2
    /// The file's name in the job's folder.
    public static let fileName = "job.json"
    /// A file of this name in the job's folder tells workers that nobody wants their answers any more.
    public static let endedFileName = "ended"
    /// A worker's exit status when who started it is gone, or its job was ended.
    public static let endedStatus: Int32 = 75

    /// What a worker answers for each item.
    public enum Work: String, Codable, Sendable {
        /// The class, its probability and the network's logits.
        case labels
        /// What the network's last layer but one gives.
        case features
        /// Of a tile from all the sides that ``ScoreJob/sight`` names, the mean of the network's logits, of its features
        /// where they are asked for, of how foreign the tile is where the model tells, and of the logits of its cells where
        /// they are asked for.
        case views
    }

    /// The format that the file was written in.
    public let formatVersion: Int
    /// Tells the job from others on the same storage.
    public let id: String
    /// What a worker answers for each item.
    public let work: Work
    /// The model folder, from the job's folder.
    public let model: String
    /// The width of the numbers that the network computes with.
    public let precision: Precision
    /// Threads that a worker infers on.
    public let threads: Int
    /// The items, which rows between driver and workers name by number.
    public let plan: JobPlan
    /// How each tile is seen; `nil` unless the work is views.
    public let sight: TileSight?

    /// - Parameters:
    ///   - id: tells the job from others on the same storage.
    ///   - model: the model folder, from the job's folder; it must lie in that.
    ///   - threads: that a worker infers on, 1 to 1024.
    ///   - sight: for work of views, which needs it and a plan of tiles.
    public init(
        id: String, work: Work = .labels, model: String = "model", precision: Precision, threads: Int = 1,
        plan: JobPlan, sight: TileSight? = nil
    ) {
        formatVersion = Self.currentFormatVersion
        self.id = id
        self.work = work
        self.model = model
        self.precision = precision
        self.threads = threads
        self.plan = plan
        self.sight = sight
    }

    /// What no job can mean, though its JSON is well-formed.
    private var defect: String? {
        if !(1...1024).contains(threads) { return "'threads' is not between 1 and 1024" }
        if model.isEmpty || model.hasPrefix("/") || model.split(separator: "/").contains("..") {
            return "'model' does not lie in the job's folder"
        }
        return plan.defect ?? sightDefect
    }

    private var sightDefect: String? {
        guard work == .views else { return nil }
        guard let sight else { return "'sight' is missing" }
        guard case .tiles(let tiles) = plan else { return "'plan' is not of tiles, which views are of" }
        return sight.defect(bandCount: tiles.tile.bands.count)
    }

    /// - Parameter folder: the job's.
    /// - Throws: ``ScoringError/notAJob(path:reason:)``, ``ScoringError/otherJobVersion(path:found:readable:)``.
    public static func read(from folder: String) throws -> ScoreJob {
        let path = "\(folder)/\(fileName)"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ScoringError.notAJob(path: path, reason: "it is not there or not readable")
        }
        do {
            let version = try decoder.decode(FormatVersion.self, from: data).formatVersion
            guard (1...currentFormatVersion).contains(version) else {
                throw ScoringError.otherJobVersion(path: path, found: version, readable: currentFormatVersion)
            }
            let job = try decoder.decode(ScoreJob.self, from: data)
            if let defect = job.defect { throw ScoringError.notAJob(path: path, reason: defect) }
            return job
        } catch let error as DecodingError {
            throw ScoringError.notAJob(path: path, reason: Self.reason(error))
        }
    }

    /// The file's bytes, its keys sorted: the same job gives the same bytes.
    public func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Writes the job file into an existing folder.
    public func write(to folder: String) throws {
        try encoded().write(to: URL(fileURLWithPath: "\(folder)/\(Self.fileName)"), options: .atomic)
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        // A scene's nodata value may be no number.
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }

    /// Read first, since the rest may be of another shape.
    private struct FormatVersion: Decodable {
        let formatVersion: Int
    }

    private static func reason(_ error: DecodingError) -> String {
        let (path, what): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context),
                .dataCorrupted(let context):
                (context.codingPath, "is wrong")
            @unknown default: ([], "is wrong")
            }
        let place = path.map(\.stringValue).joined(separator: ".")
        return place.isEmpty ? "it is no valid JSON" : "'\(place)' \(what)"
    }
}
