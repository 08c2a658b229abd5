// What the REST API of MLflow 2 and 3 takes and gives, as far as it is used here. Names are in snake case there.

struct MLflowPair: Encodable, Equatable {
    let key: String
    let value: String
}

struct MLflowMetric: Encodable, Equatable {
    let key: String
    let value: Double
    /// Milliseconds since 1970.
    let timestamp: Int64
    let step: Int
}

struct MLflowBatch: Encodable {
    let runId: String
    var metrics: [MLflowMetric] = []
    var params: [MLflowPair] = []
    var tags: [MLflowPair] = []
}

struct NewExperiment: Encodable {
    let name: String
}

struct ExperimentAnswer: Decodable {
    struct Experiment: Decodable { let experimentId: String }
    let experiment: Experiment
}

struct NewExperimentAnswer: Decodable {
    let experimentId: String
}

struct RunSearch: Encodable {
    let experimentIds: [String]
    let filter: String
    let maxResults = 1
}

struct RunSearchAnswer: Decodable {
    let runs: [RunAnswer.Run]?
}

struct NewMLflowRun: Encodable {
    let experimentId: String
    let runName: String
    let startTime: Int64
    let tags: [MLflowPair]
}

struct RunAnswer: Decodable {
    struct Run: Decodable { let info: Info }
    struct Info: Decodable {
        let runId: String
        let artifactUri: String?
    }
    let run: Run
}

struct RunEnd: Encodable {
    let runId: String
    let status: String
    let endTime: Int64?
}

struct Nothing: Codable {}
