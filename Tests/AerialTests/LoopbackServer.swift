import Foundation
import Glibc
import Synchronization

/// A web server on loopback, whose answers are a test's.
final class LoopbackServer: Sendable {
    struct Request: Sendable {
        let method: String
        /// With what follows a question mark.
        let path: String
        /// Names in small letters.
        let headers: [String: String]
        let body: Data

        var parts: URLComponents { URLComponents(string: path) ?? URLComponents() }
    }

    struct Reply: Sendable {
        var status = "200 OK"
        var headers: [String: String] = [:]
        var body = Data()

        static func json(_ text: String) -> Reply {
            Reply(headers: ["Content-Type": "application/json"], body: Data(text.utf8))
        }
    }

    let port: UInt16
    /// `nil` breaks off without a word.
    private let answer: @Sendable (Request) -> Reply?
    private let listener: Int32
    private let isClosed = Mutex(false)
    private let seen = Mutex<[Request]>([])

    /// All requests so far.
    var requests: [Request] { seen.withLock { $0 } }

    /// - Parameter port: 0 for any that is free.
    init(port wanted: UInt16 = 0, answer: @escaping @Sendable (Request) -> Reply?) throws {
        self.answer = answer
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wanted.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while let connection = Optional(accept(descriptor, nil, nil)), connection >= 0 {
                guard let self else { break }
                Thread.detachNewThread {
                    self.serve(connection)
                    close(connection)
                }
            }
        }
    }

    deinit { end() }

    func address(of name: String) -> String { "http://127.0.0.1:\(port)/\(name)" }

    func end() {
        isClosed.withLock { closed in
            guard !closed else { return }
            closed = true
            shutdown(listener, Int32(SHUT_RDWR))
            close(listener)
        }
    }

    private func serve(_ connection: Int32) {
        guard let request = Self.request(from: connection) else { return }
        seen.withLock { $0.append(request) }
        guard let reply = answer(request) else { return }
        var head = "HTTP/1.1 \(reply.status)\r\n"
        for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
        head += "Content-Length: \(reply.body.count)\r\nConnection: close\r\n\r\n"
        Self.send(Data(head.utf8) + (request.method == "HEAD" ? Data() : reply.body), to: connection)
    }

    private static func request(from connection: Int32) -> Request? {
        var bytes = Data()
        let end = Data("\r\n\r\n".utf8)
        while bytes.range(of: end) == nil {
            guard let piece = receive(connection) else { return nil }
            bytes += piece
        }
        guard let split = bytes.range(of: end) else { return nil }
        let lines = String(decoding: bytes[..<split.lowerBound], as: UTF8.self).components(
            separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (
                line[..<colon].lowercased(),
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            )
        }
        let named = Dictionary(headers, uniquingKeysWith: { $1 })
        var body = Data(bytes[split.upperBound...])
        while body.count < Int(named["content-length"] ?? "") ?? 0, let piece = receive(connection) {
            body += piece
        }
        return Request(method: String(words[0]), path: String(words[1]), headers: named, body: body)
    }

    private static func receive(_ connection: Int32) -> Data? {
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = recv(connection, &bytes, bytes.count, 0)
        return count > 0 ? Data(bytes[..<count]) : nil
    }

    private static func send(_ data: Data, to connection: Int32) {
        var sent = 0
        data.withUnsafeBytes { bytes in
            while sent < bytes.count {
                let count = Glibc.send(
                    connection, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return }
                sent += count
            }
        }
    }
}
