internal import Foundation
internal import GRPCCore
internal import GRPCNIOTransportHTTP2
internal import SparkProtocol
internal import SwiftProtobuf

/// The calls that a server understands, over one connection that is made again when it breaks.
///
/// It runs in a task of its own, so that cancelling the caller leaves a way to tell the server.
final class SparkConnection: Sendable {
    typealias Stub = Spark_Connect_SparkConnectService.Client<HTTP2ClientTransport.Posix>

    let address: SparkAddress
    let stub: Stub
    /// What every call carries along.
    let metadata: Metadata
    private let client: GRPCClient<HTTP2ClientTransport.Posix>
    private let running: Task<Void, Never>

    init(_ address: SparkAddress) throws {
        self.address = address
        let transport = try HTTP2ClientTransport.Posix(
            target: Self.target(of: address), transportSecurity: Self.security(of: address),
            config: .defaults { config in
                config.backoff = .init(
                    initial: .milliseconds(500), max: .seconds(5), multiplier: 1.6, jitter: 0.2)
            })
        let client = GRPCClient(transport: transport)
        self.client = client
        stub = Stub(wrapping: client)
        var metadata = Metadata()
        for (name, value) in address.headers { metadata.addString(value, forKey: name) }
        if let token = address.token { metadata.addString("Bearer \(token)", forKey: "authorization") }
        self.metadata = metadata
        running = Task.detached { try? await client.runConnections() }
    }

    /// Ends all calls.
    func close() async {
        client.beginGracefulShutdown()
        let running = running
        let patience = Task.detached {
            try? await Task.sleep(for: .seconds(3))
            running.cancel()
        }
        await running.value
        patience.cancel()
    }

    /// For a call that ends soon.
    static func options(timeout: Duration) -> CallOptions {
        var options = streamOptions
        options.timeout = timeout
        return options
    }

    /// For a stream that lasts as long as a job.
    static var streamOptions: CallOptions {
        var options = CallOptions.defaults
        options.maxResponseMessageBytes = largestMessage
        // The NIO transport (2.9) holds responses to the limit of requests.
        options.maxRequestMessageBytes = largestMessage
        return options
    }

    /// Spark counts rows, not bytes, when it fills a message: wide rows make large ones.
    private static let largestMessage = 256 << 20

    private static func target(of address: SparkAddress) -> any ResolvableTarget {
        .dns(host: address.host, port: address.port)
    }

    private static func security(of address: SparkAddress) -> HTTP2ClientTransport.Posix.TransportSecurity {
        guard address.usesTLS else { return .plaintext }
        return .tls(
            .defaults { tls in
                let roots = ProcessInfo.processInfo.environment["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] ?? ""
                guard !roots.isEmpty else { return }
                tls.trustRoots = .certificates([.file(path: roots, format: .pem)])
            })
    }
}
