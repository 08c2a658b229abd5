// The objects that `--json` promises.

struct PrepareObject: Decodable, Equatable {
    let tiles: Int
    let kept: Int
    let dropped: [String: Int]
    let train: [String: Int]
    let test: [String: Int]
    let rule: String
    let split: String
    let seed: Int
}

struct TransferObject: Decodable {
    let accuracy: Double
    let train: Int
    let heldOut: Int
    let rejected: Int
}

struct ScoreObject: Decodable {
    let tiles: Int
    let scored: Int
    let nodata: Int
    let rejected: Int
    let seconds: Double
    let tilesPerSecond: Double
    let precision: String
    let engine: String
    let restored: Int
    let peakMemoryMiB: Int

    var reconciles: Bool { tiles == scored + nodata + rejected }
}

struct EvaluateObject: Decodable {
    struct Class: Decodable {
        let precision: Double?
        let recall: Double?
        let f1: Double?
        let support: Int
    }
    struct Counts: Decodable {
        let tiles: Int
        let scored: Int
        let rejected: Int
    }
    let accuracy: Double
    let classes: [String: Class]
    let classNames: [String]
    let confusion: [[Int]]
    let confusionAxes: [String: String]
    let groupedAccuracy: Double?
    let counts: Counts
}

struct ChangeObject: Decodable, Equatable {
    let tiles: Int
    let scored: Int
    let nodata: Int
    let rejected: Int
    let candidates: Int
    let expectedFalseShare: Double?
    let labelComparisonTiles: Int
    let unchangedLabels: Int
    let warnings: [String]
    let normalization: String
    let fdr: Double?
    let markedPrecision: Marked?

    struct Marked: Decodable, Equatable {
        let judged: Int
        let right: Int
    }

    var reconciles: Bool { tiles == scored + nodata + rejected }
}

struct MapObject: Decodable {
    struct Area: Decodable {
        let tiles: Int
        let hectares: Double
        let percent: Double?
    }
    struct Comparison: Decodable {
        let tiles: Int
        let agreement: Double
        let pureTiles: Int
        let pureAgreement: Double
    }
    let tiles: Int
    let scored: Int
    let areas: [Area]
    let comparison: Comparison?
}

struct RunsObject: Decodable {
    struct File: Decodable {
        let role: String
        let path: String
        let checksum: String?
    }
    struct Run: Decodable {
        let id: String
        let command: String
        let status: String
        let error: String?
        let parameters: [String: String]
        let metrics: [String: Double]
        let environment: [String: String]
        let commandLine: [String]
        let files: [File]
    }
    let runs: [Run]
}
