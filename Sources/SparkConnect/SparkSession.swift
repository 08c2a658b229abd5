internal import Foundation
internal import GRPCCore
internal import SparkProtocol
internal import SwiftProtobuf
internal import Synchronization

/// A session on a Spark Connect server: its own settings, views and artifacts. Calls may run beside each other.
///
/// A call whose task is cancelled ends its job on the cluster before it throws ``SparkError/interrupted``.
public final class SparkSession: Sendable {
    /// Chosen by the client, and a part of names that must not clash with those of other sessions.
    public let id: String
    /// Of the server, `4.3.0` say.
    public let sparkVersion: String
    let connection: SparkConnection
    /// A statement was left to the server.
    let isLeft = Atomic(false)

    private init(id: String, connection: SparkConnection, version: String) {
        self.id = id
        self.connection = connection
        sparkVersion = version
    }

    /// Opens a session, runs `body` and releases the session, whatever comes of it.
    /// - Throws: ``SparkError`` that tells apart why no session could be opened.
    public static func with<Result: Sendable>(
        _ address: SparkAddress, _ body: @Sendable (SparkSession) async throws -> Result
    ) async throws -> Result {
        let session = try await open(address)
        do {
            let result = try await body(session)
            await session.release()
            return result
        } catch {
            await session.release()
            throw error
        }
    }

    private static func open(_ address: SparkAddress) async throws -> SparkSession {
        let probe = ServerProbe(host: address.host, port: address.port)
        switch probe.obstacle() {
        case .unknownHost(let reason)?: throw SparkError.unknownHost(place: address.place, reason: reason)
        case .refused(let reason)?: throw SparkError.nothingListens(place: address.place, reason: reason)
        default: break
        }
        let connection: SparkConnection
        do {
            connection = try SparkConnection(address)
        } catch {
            throw SparkError.certificateRefused(place: address.place, reason: "\(error)")
        }
        let id = UUID().uuidString.lowercased()
        do {
            let version = try await version(id, connection)
            try checkVersion(version, place: address.place)
            return SparkSession(id: id, connection: connection, version: version)
        } catch {
            await connection.close()
            if Task.isCancelled { throw SparkError.interrupted }
            if error is SparkError { throw error }
            throw OpeningFailure(address: address, error: error).explanation { probe.finding() }
        }
    }

    /// - Throws: ``SparkError/otherVersion(place:version:)`` unless the server's protocol is the one spoken here.
    static func checkVersion(_ version: String, place: String) throws {
        guard version.prefix(while: { $0 != "." }) == "4" else {
            throw SparkError.otherVersion(place: place, version: version)
        }
    }

    private static func version(_ id: String, _ connection: SparkConnection) async throws -> String {
        let request = Spark_Connect_AnalyzePlanRequest.with {
            $0.sessionID = id
            $0.userContext = .of(connection.address)
            $0.clientType = clientType
            $0.sparkVersion = .init()
        }
        return try await connection.stub.analyzePlan(
            request, metadata: connection.metadata, options: SparkConnection.options(timeout: .seconds(60))
        ).sparkVersion.version
    }

    static let clientType = "aerial swift"

    var userContext: Spark_Connect_UserContext { .of(connection.address) }

    /// Frees what the session holds on the server; not finding the server is no failure.
    private func release() async {
        let (id, user, connection) = (id, userContext, connection)
        let isLeft = isLeft.load(ordering: .relaxed)
        await Shield.run {
            guard !isLeft else { return await connection.close() }
            _ = try? await connection.stub.releaseSession(
                .with {
                    $0.sessionID = id
                    $0.userContext = user
                    $0.clientType = Self.clientType
                }, metadata: connection.metadata, options: SparkConnection.options(timeout: .seconds(5)))
            await connection.close()
        }
    }

    /// A short call that changes nothing when it is made twice: made again while the connection is down.
    func call<Response: Sendable>(
        _ body: @Sendable (SparkConnection.Stub, Metadata, CallOptions) async throws -> Response
    ) async throws -> Response {
        var backoff = Backoff(limit: .seconds(60))
        while true {
            do {
                return try await body(
                    connection.stub, connection.metadata, SparkConnection.options(timeout: .seconds(60)))
            } catch let error as RPCError where error.isConnectionLoss {
                try await backoff.wait(after: error, place: connection.address.place)
            } catch let error as RPCError {
                throw await explanation(of: error)
            }
        }
    }
}

extension Spark_Connect_UserContext {
    static func of(_ address: SparkAddress) -> Self {
        .with {
            $0.userID = address.userID
            $0.userName = address.userID
        }
    }
}

/// Work that goes on when the caller's task is cancelled: what a server must be told then.
enum Shield {
    static func run<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) async -> Result {
        await Task.detached { await body() }.value
    }
}
