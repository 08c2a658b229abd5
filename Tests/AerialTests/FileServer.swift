import Foundation
import Synchronization

/// A server of one folder's files on loopback that gives ranges of them, and may be busy or break off.
final class FileServer: Sendable {
    enum Mood: Sendable {
        case steady
        /// Every so many requests are answered with 503.
        case busy(every: Int)
        /// After so many requests it ends, and its port with it.
        case dying(after: Int)
    }

    private let server: LoopbackServer
    private let count: Counter

    private final class Counter: Sendable {
        let requests = Mutex(0)
        let server = Mutex<LoopbackServer?>(nil)
    }

    var port: UInt16 { server.port }
    /// Bytes of ranges that were asked for, as the requests say them.
    var ranges: [String] { server.requests.compactMap { $0.headers["range"] } }

    /// - Parameter port: 0 for any that is free.
    init(folder: String, mood: Mood = .steady, port: UInt16 = 0) throws {
        let count = Counter()
        self.count = count
        server = try LoopbackServer(port: port) { request in
            let number = count.requests.withLock {
                $0 += 1
                return $0
            }
            if case .dying(let last) = mood, number > last {
                count.server.withLock { $0?.end() }
                return nil
            }
            if case .busy(let every) = mood, number % every == 0 { return .init(status: "503 Busy") }
            return Self.reply(to: request, folder: folder)
        }
        count.server.withLock { $0 = server }
    }

    deinit { end() }

    func address(of name: String) -> String { server.address(of: name) }

    func end() {
        server.end()
        count.server.withLock { $0 = nil }
    }

    static func reply(to request: LoopbackServer.Request, folder: String) -> LoopbackServer.Reply {
        guard let file = FileManager.default.contents(atPath: folder + request.parts.path) else {
            return .init(status: "404 None")
        }
        let range = request.headers["range"]?.dropFirst("bytes=".count).split(separator: "-")
            .compactMap { Int($0) }
        let start = range?.first ?? 0
        let end = min(file.count - 1, range.flatMap { $0.count > 1 ? $0[1] : nil } ?? file.count - 1)
        guard start <= end else { return .init(status: "416 Range") }
        var reply = LoopbackServer.Reply(headers: ["Accept-Ranges": "bytes"], body: file[start...end])
        if range != nil {
            reply.status = "206 Partial Content"
            reply.headers["Content-Range"] = "bytes \(start)-\(end)/\(file.count)"
        }
        return reply
    }
}
