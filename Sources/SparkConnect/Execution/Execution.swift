internal import Foundation
internal import GRPCCore
internal import SparkProtocol
internal import SwiftProtobuf
internal import Synchronization

/// One statement on its way: sent once, listened to until its last response, over as many streams as that takes.
///
/// The server ends a stream every two minutes by design, and connections break; both are taken up again after the last
/// response that arrived. A server that knows nothing of a statement that it never answered gets it again.
struct Execution: Sendable {
    let session: SparkSession
    let plan: Spark_Connect_Plan
    /// Names the statement for ``SparkSession/interrupt(tag:)``.
    let tag: String?
    let tell: (@Sendable (JobProgress) -> Void)?
    let receive: @Sendable (Spark_Connect_ExecutePlanResponse) throws -> Void

    private let operationID = UUID().uuidString.lowercased()
    private let state = ExecutionState()

    /// How long the connection may be away.
    static let patience = Duration.seconds(300)
    /// Longer than any stream of a server lasts, so silence beyond it is a dead connection.
    private static let longestSilence = Duration.seconds(150)

    init(
        session: SparkSession, plan: Spark_Connect_Plan, tag: String? = nil,
        tell: (@Sendable (JobProgress) -> Void)? = nil,
        receive: @escaping @Sendable (Spark_Connect_ExecutePlanResponse) throws -> Void
    ) {
        self.session = session
        self.plan = plan
        self.tag = tag
        self.tell = tell
        self.receive = receive
    }

    func run() async throws {
        do {
            try await listen()
        } catch {
            let wasCancelled = Task.isCancelled
            await end(interrupting: wasCancelled || error is ReceiverFailure)
            if wasCancelled { throw SparkError.interrupted }
            if let failure = error as? ReceiverFailure { throw failure.cause }
            throw await session.explanation(of: error)
        }
        await end(interrupting: false)
    }

    /// Listens as long as the stream lasts, or until the task is cancelled; the server goes on either way.
    func send() async throws { try await start() }

    private func listen() async throws {
        var backoff = Backoff(limit: Self.patience)
        var isSent = false
        while !state.isComplete {
            let before = state.responses
            do {
                if isSent { try await reattach() } else { try await start() }
                isSent = true
                if state.responses > before {
                    backoff.reset()
                } else if !state.isComplete {
                    try await Task.sleep(for: .milliseconds(200))
                }
            } catch let error as RPCError where error.isConnectionLoss || error.isSilence {
                if state.responses > before { backoff.reset() }
                isSent = true  // perhaps; reattaching finds out
                tell?(.connectionLost(OpeningFailure.words(of: error)))
                try await backoff.wait(after: error, place: session.connection.address.place)
            } catch let error as RPCError where error.isNamed("INVALID_HANDLE.OPERATION_ALREADY_EXISTS") {
                isSent = true
            } catch let error as RPCError
                where isSent && state.responses == 0 && error.isNamed("INVALID_HANDLE.OPERATION_NOT_FOUND")
            {
                isSent = false
            }
        }
    }

    private func start() async throws {
        let request = Spark_Connect_ExecutePlanRequest.with {
            $0.sessionID = session.id
            $0.userContext = session.userContext
            $0.clientType = SparkSession.clientType
            $0.operationID = operationID
            $0.plan = plan
            $0.tags = tag.map { [$0] } ?? []
            $0.requestOptions = [.with { $0.reattachOptions.reattachable = true }]
        }
        let connection = session.connection
        try await watched {
            try await connection.stub.executePlan(
                request, metadata: connection.metadata, options: SparkConnection.streamOptions
            ) { response in
                for try await message in response.messages { try take(message) }
            }
        }
    }

    private func reattach() async throws {
        let last = state.lastResponseID
        let request = Spark_Connect_ReattachExecuteRequest.with {
            $0.sessionID = session.id
            $0.userContext = session.userContext
            $0.clientType = SparkSession.clientType
            $0.operationID = operationID
            if !last.isEmpty { $0.lastResponseID = last }
        }
        let connection = session.connection
        try await watched {
            try await connection.stub.reattachExecute(
                request, metadata: connection.metadata, options: SparkConnection.streamOptions
            ) { response in
                for try await message in response.messages { try take(message) }
            }
        }
    }

    private func take(_ response: Spark_Connect_ExecutePlanResponse) throws {
        switch response.responseType {
        case .executionProgress(let progress): tell?(.stages(StageProgress(progress)))
        case .resultComplete: break
        default:
            do { try receive(response) } catch { throw ReceiverFailure(cause: error) }
        }
        state.record(response)
    }

    /// Ends the stream when nothing came for too long.
    private func watched(_ stream: @escaping @Sendable () async throws -> Void) async throws {
        state.touch()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await stream() }
            group.addTask {
                while state.silence < Self.longestSilence { try await Task.sleep(for: .seconds(5)) }
                throw RPCError.silence(Self.longestSilence)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Lets the server forget the statement; ends its job first when nobody waits for it.
    private func end(interrupting: Bool) async {
        let (session, operationID) = (session, operationID)
        await Shield.run {
            let connection = session.connection
            let options = SparkConnection.options(timeout: .seconds(10))
            if interrupting {
                _ = try? await connection.stub.interrupt(
                    .with {
                        $0.sessionID = session.id
                        $0.userContext = session.userContext
                        $0.clientType = SparkSession.clientType
                        $0.interruptType = .operationID
                        $0.operationID = operationID
                    }, metadata: connection.metadata, options: options)
            }
            _ = try? await connection.stub.releaseExecute(
                .with {
                    $0.sessionID = session.id
                    $0.userContext = session.userContext
                    $0.clientType = SparkSession.clientType
                    $0.operationID = operationID
                    $0.releaseAll = .init()
                }, metadata: connection.metadata, options: options)
        }
    }
}

/// What the receiver of responses threw: no reason to listen again.
private struct ReceiverFailure: Error {
    let cause: any Error
}

extension RPCError {
    fileprivate static func silence(_ duration: Duration) -> RPCError {
        RPCError(code: .deadlineExceeded, message: "nothing was heard for \(duration / .seconds(1)) s")
    }

    fileprivate var isSilence: Bool { code == .deadlineExceeded }
}

/// How far a statement's responses have come; streams and their watchman share it.
final class ExecutionState: Sendable {
    private struct Content {
        var lastResponseID = ""
        var responses = 0
        var isComplete = false
        var lastHeard = ContinuousClock.now
    }

    private let content = Mutex(Content())

    var lastResponseID: String { content.withLock { $0.lastResponseID } }
    var responses: Int { content.withLock { $0.responses } }
    var isComplete: Bool { content.withLock { $0.isComplete } }
    var silence: Duration { content.withLock { ContinuousClock.now - $0.lastHeard } }

    func touch() { content.withLock { $0.lastHeard = .now } }

    func record(_ response: Spark_Connect_ExecutePlanResponse) {
        content.withLock {
            $0.lastResponseID = response.responseID
            $0.responses += 1
            $0.lastHeard = .now
            if case .resultComplete = response.responseType { $0.isComplete = true }
        }
    }
}
