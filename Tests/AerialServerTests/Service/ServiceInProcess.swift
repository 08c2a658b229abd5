import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded

@testable import AerialServer

/// The service as a request meets it, from the gate to the reply, without a port and without a network.
struct ServiceInProcess {
    struct Answer {
        let status: Int
        let headers: HTTPFields
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue? { try? JSONDecoder().decode(JSONValue.self, from: body) }
        var type: String? { headers[.contentType] }
    }

    let workbench: Workbench
    private let responder: any HTTPResponder<BasicRequestContext>

    /// - Parameter token: what requests must bring; `nil` on loopback.
    init(folders: [String] = ["/nowhere"], token: String? = nil) {
        workbench = Workbench(folders: folders, threads: 1, program: "/bin/false", history: nil)
        responder = Service.router(workbench, Access(token: token)).buildResponder()
    }

    func ask(
        _ path: String, _ method: HTTPRequest.Method = .get, host: String? = "localhost:8080",
        headers: HTTPFields = [:], body: String? = nil
    ) async throws -> Answer {
        var headers = headers
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: host, path: path, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(string: body ?? "")))
        let channel = NIOAsyncTestingChannel()
        let context = BasicRequestContext(
            source: ApplicationRequestContextSource(
                channel: channel, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        let response = try await responder.respond(to: request, context: context)
        let kept = Kept()
        try await response.body.write(kept)
        _ = try? await channel.finish()
        return Answer(
            status: response.status.code, headers: response.headers, body: Data(kept.bytes.readableBytesView))
    }

    /// What a reply writes.
    private final class Kept: ResponseBodyWriter {
        var bytes = ByteBuffer()

        func write(_ buffer: ByteBuffer) async throws { bytes.writeImmutableBuffer(buffer) }
        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
