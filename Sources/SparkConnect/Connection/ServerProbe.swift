internal import Foundation

/// Looks at what listens at an address, before a session is opened or when that failed: gRPC itself only says
/// "unavailable". Plain sockets with deadlines.
struct ServerProbe {
    enum Finding: Equatable {
        /// Speaks HTTP/2 in the open, as an unencrypted gRPC server does.
        case plainHTTP2
        /// Answers plain text with a TLS alert, or ends the connection.
        case tls
        /// Ended the connection without a word.
        case hungUp
        /// Accepted the connection and said nothing.
        case silent
        /// Said something else; its first bytes as text.
        case other(String)
        case unknownHost(String)
        case refused(String)
    }

    let host: String
    let port: Int
    var seconds = 10.0

    /// Whether a connection can be made at all; `nil` when it can.
    func obstacle() -> Finding? {
        switch connect() {
        case .success(let descriptor):
            close(descriptor)
            return nil
        case .failure(let obstacle): return obstacle.finding
        }
    }

    /// What answers the opening words of HTTP/2, or where nothing does, of TLS.
    func finding() -> Finding {
        let plain = answer(to: Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0])
        guard plain == .hungUp else { return plain }
        return answer(to: Self.clientHello) == .tls ? .tls : .hungUp
    }

    private func answer(to words: [UInt8]) -> Finding {
        switch connect() {
        case .failure(let obstacle): return obstacle.finding
        case .success(let descriptor):
            defer { close(descriptor) }
            guard send(descriptor, words, words.count, Int32(MSG_NOSIGNAL)) == words.count else {
                return .hungUp
            }
            return Self.finding(of: answer(descriptor))
        }
    }

    /// The least that opens TLS 1.2; a server that encrypts answers it with a hello or an alert.
    private static let clientHello: [UInt8] =
        [22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 3] + (0..<32).map { $0 }
        + [0, 0, 4, 0xC0, 0x2F, 0xC0, 0x30, 1, 0]

    /// - Parameter answer: the first bytes; empty when the other side hung up, `nil` when it said nothing.
    static func finding(of answer: [UInt8]?) -> Finding {
        guard let answer else { return .silent }
        guard let first = answer.first else { return .hungUp }
        // A frame of HTTP/2: three bytes of length, then 4 for SETTINGS; it comes first in every connection.
        if answer.count >= 9, answer[3] == 4, answer[0] == 0 { return .plainHTTP2 }
        // A record of TLS: alert or handshake, version 3.x.
        if answer.count >= 2, first == 21 || first == 22, answer[1] == 3 { return .tls }
        let text = answer.prefix(60).prefix { $0 != 10 && $0 != 13 }
        return .other(String(decoding: text.map { (32..<127).contains($0) ? $0 : 46 }, as: UTF8.self))
    }

    private struct Obstacle: Error {
        let finding: Finding
    }

    private func connect() -> Result<Int32, Obstacle> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else {
            return .failure(Obstacle(finding: .unknownHost(String(cString: gai_strerror(status)))))
        }
        defer { freeaddrinfo(list) }
        var reason = "no address"
        var next = list
        while let info = next {
            switch attempt(info.pointee) {
            case .success(let descriptor): return .success(descriptor)
            case .failure(let error): reason = error.reason
            }
            next = info.pointee.ai_next
        }
        return .failure(Obstacle(finding: .refused(reason)))
    }

    private struct Refusal: Error {
        let reason: String

        init(_ number: Int32) { reason = String(cString: strerror(number)).lowercased() }
    }

    private func attempt(_ info: addrinfo) -> Result<Int32, Refusal> {
        let descriptor = socket(
            info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
            info.ai_protocol)
        guard descriptor >= 0 else { return .failure(Refusal(errno)) }
        if Foundation.connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 { return .success(descriptor) }
        var failure = errno
        if failure == EINPROGRESS {
            failure = wait(descriptor, for: Int16(POLLOUT)) ? Self.pendingError(descriptor) : ETIMEDOUT
        }
        guard failure != 0 else { return .success(descriptor) }
        close(descriptor)
        return .failure(Refusal(failure))
    }

    private static func pendingError(_ descriptor: Int32) -> Int32 {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        return error
    }

    private func answer(_ descriptor: Int32) -> [UInt8]? {
        guard wait(descriptor, for: Int16(POLLIN)) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }

    private func wait(_ descriptor: Int32, for events: Int16) -> Bool {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let left = max(0, Int32((end - ContinuousClock.now) / .milliseconds(1)))
            let count = poll(&entry, 1, left)
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }
}
