import GRPCCore
import Testing

@testable import SparkConnect

/// What a user is told when no session can be opened.
struct OpeningTests {
    private func message(of server: OddServer, _ parameters: String = "") async throws -> SparkError {
        let address = try SparkAddress("sc://127.0.0.1:\(server.port)\(parameters)", environment: [:])
        do {
            try await SparkSession.with(address) { _ in }
        } catch let error as SparkError {
            return error
        }
        return .badResult("a session was opened")
    }

    @Test func aPortWhereNothingListensIsSaidSo() async throws {
        let port: Int
        do { port = try OddServer(.hangsUp).port }
        let address = try SparkAddress("sc://127.0.0.1:\(port)", environment: [:])
        // The server ends with its last reference; its port may live on for a moment.
        let probe = ServerProbe(host: "127.0.0.1", port: port)
        while probe.obstacle() == nil { try await Task.sleep(for: .milliseconds(10)) }
        let error = await #expect(throws: SparkError.self) { try await SparkSession.with(address) { _ in } }
        guard case .nothingListens(_, "connection refused") = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aHostThatDoesNotExistIsSaidSo() async throws {
        let address = try SparkAddress("sc://nowhere.invalid", environment: [:])
        let error = await #expect(throws: SparkError.self) { try await SparkSession.with(address) { _ in } }
        guard case .unknownHost = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aWebServerIsNoConnectServer() async throws {
        let server = try OddServer(.answers(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)))
        let error = try await message(of: server)
        guard case .notConnect(_, let found) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(found.contains("HTTP/1.1 400"))
    }

    @Test func aServerThatEncryptsAsksForEncryption() async throws {
        // An alert of TLS: "handshake failure".
        let alert: [UInt8] = [21, 3, 1, 0, 2, 2, 40]
        for manner in [OddServer.Manner.answers(alert), .answersOnlyTLS(alert)] {
            let error = try await message(of: try OddServer(manner))
            guard case .wantsTLS = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func aServerThatHangsUpIsNoConnectServer() async throws {
        let error = try await message(of: try OddServer(.hangsUp))
        guard case .notConnect(_, let found) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(found.contains("use_ssl=true"))
    }

    @Test func encryptionWithAPlainServerIsToldFromABadCertificate() async throws {
        let settings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
        let error = try await message(of: try OddServer(.answers(settings)), "/;use_ssl=true")
        guard case .speaksNoTLS = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func aSilentServerIsFoundOut() throws {
        let server = try OddServer(.staysSilent)
        #expect(ServerProbe(host: "127.0.0.1", port: server.port, seconds: 0.2).finding() == .silent)
    }

    @Test(arguments: [RPCError.Code.unauthenticated, .permissionDenied])
    func aRefusedTokenIsSaidSo(_ code: RPCError.Code) throws {
        let rpc = RPCError(code: code, message: "Invalid authentication token")
        for (text, hadToken) in [("sc://localhost", false), ("sc://localhost/;token=x", true)] {
            let failure = OpeningFailure(address: try SparkAddress(text, environment: [:]), error: rpc)
            #expect(
                failure.explanation { .silent }
                    == .tokenRefused(
                        place: "localhost:15002", hadToken: hadToken, reason: "Invalid authentication token"))
        }
    }

    @Test func anotherGRPCServerIsNoConnectServer() throws {
        let rpc = RPCError(code: .unimplemented, message: "unknown service")
        let failure = OpeningFailure(
            address: try SparkAddress("sc://localhost", environment: [:]), error: rpc)
        guard case .notConnect = failure.explanation({ .plainHTTP2 }) else {
            Issue.record("\(failure.explanation { .plainHTTP2 })")
            return
        }
    }
}
