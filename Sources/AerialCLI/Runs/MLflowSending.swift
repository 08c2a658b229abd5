internal import Aerial
internal import Foundation
internal import RunHistory

/// Sends runs of a history to an MLflow server.
struct MLflowSending {
    private let history: RunHistory
    private let mirror: MLflowMirror

    init(history: RunHistory, address: String) throws {
        self.history = history
        mirror = MLflowMirror(
            server: try MLflowServer(address: address, environment: ProcessInfo.processInfo.environment))
    }

    @discardableResult
    func send(_ id: String) throws -> MLflowMirror.Outcome {
        try mirror.send(try history.run(named: id), points: try history.points(ofRun: id))
    }
}
