import Foundation
import Glibc
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

    let port: UInt16
    private let folder: String
    private let mood: Mood
    private let listener: Int32
    private let requests = Mutex(0)
    private let isClosed = Mutex(false)

    /// - Parameter port: 0 for any that is free.
    init(folder: String, mood: Mood = .steady, port wanted: UInt16 = 0) throws {
        self.folder = folder
        self.mood = mood
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
                    self.answer(connection)
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

    private func answer(_ connection: Int32) {
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = recv(connection, &bytes, bytes.count, 0)
        guard count > 0 else { return }
        let number = requests.withLock {
            $0 += 1
            return $0
        }
        if case .dying(let last) = mood, number > last { return end() }
        if case .busy(let every) = mood, number % every == 0 {
            return send(
                connection, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", nil)
        }
        let lines = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        guard let file = FileManager.default.contents(atPath: folder + words[1]) else {
            return send(
                connection, "HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", nil)
        }
        let range = lines.first { $0.lowercased().hasPrefix("range: bytes=") }?
            .dropFirst("range: bytes=".count).split(separator: "-").compactMap { Int($0) }
        let start = range?.first ?? 0
        let end = min(file.count - 1, range.flatMap { $0.count > 1 ? $0[1] : nil } ?? file.count - 1)
        guard start <= end else {
            return send(
                connection, "HTTP/1.1 416 Range\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", nil)
        }
        let status =
            range == nil
            ? "200 OK" : "206 Partial Content\r\nContent-Range: bytes \(start)-\(end)/\(file.count)"
        send(
            connection,
            "HTTP/1.1 \(status)\r\nAccept-Ranges: bytes\r\nContent-Length: \(end - start + 1)\r\nConnection: close\r\n\r\n",
            words[0] == "HEAD" ? nil : file[start...end])
    }

    private func send(_ connection: Int32, _ head: String, _ body: Data?) {
        let bytes = Array(head.utf8) + (body.map { Array($0) } ?? [])
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}
