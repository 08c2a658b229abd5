public import Aerial
internal import Foundation
internal import Synchronization

/// Serves until the observer says that it is enough; calls `announce` with the address once requests are answered.
public typealias ServerRunner =
    @Sendable (
        _ settings: ServeSettings, _ observer: any JourneyObserver,
        _ announce: @escaping @Sendable (String) throws -> Void
    ) throws -> Void

/// What a server is asked to do.
public struct ServeSettings: Sendable {
    /// The folders that it shows.
    public let folders: [String]
    /// The address that it listens at: a name or a number.
    public let host: String
    /// 0 for any that is free.
    public let port: Int
    /// What requests must bring where it listens beyond this machine.
    public let token: String
    /// Threads to draw pictures and run networks with.
    public let threads: Int
    /// The path of `aerial`, which jobs are run by.
    public let program: String
    /// The run history that is shown beside those of the folders; `nil` for none.
    public let history: String?

    /// Whether only this machine reaches it.
    public var isLoopback: Bool { Self.isLoopback(host) }

    static func isLoopback(_ host: String) -> Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }

    /// The address to open in a browser, with the token where one is needed.
    public func address(port: Int) -> String {
        let name = host == "0.0.0.0" || host == "::" ? ProcessInfo.processInfo.hostName : host
        let address = "http://\(name.contains(":") ? "[\(name)]" : name):\(port)/"
        return isLoopback ? address : "\(address)?token=\(token)"
    }
}

/// A server brings an HTTP stack, so a program of its own has it, `aerial-server`: the same command line, into which
/// `aerial` turns when it is asked to serve.
enum ServerDoor {
    static let program = "aerial-server"
    private static let runner = Mutex<ServerRunner?>(nil)

    static func open(_ runner: @escaping ServerRunner) {
        self.runner.withLock { $0 = runner }
    }

    /// - Throws: ``CommandError`` in a program without the server.
    static func run(
        _ settings: ServeSettings, _ observer: any JourneyObserver,
        announce: @escaping @Sendable (String) throws -> Void
    ) throws {
        guard let runner = runner.withLock({ $0 }) else {
            throw CommandError(
                "the server is a program of its own, \(program), and it is not beside this one. 'make serve' builds it, "
                    + "'make install' installs it.")
        }
        try runner(settings, observer, announce)
    }

    /// Becomes the program with the server where the command is `serve` and it is there; returns otherwise.
    static func handOver(_ arguments: [String]) {
        guard arguments.first == "serve" else { return }
        OwnProgram.become(program, arguments)
    }
}
