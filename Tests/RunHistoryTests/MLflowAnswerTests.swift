import Foundation
import Testing

@testable import RunHistory

#if canImport(Glibc)
    import Glibc
#endif

/// What a server says, or does not say.
struct MLflowAnswerTests {
    @Test(arguments: [
        ("<html><body>Sign in</body></html>", "it answers with a web page"),
        ("\n <!DOCTYPE html>", "it answers with a web page"),
        (#"{"error_code": "X", "message": "no such run"}"#, "no such run"), ("busy", "busy"),
    ])
    func aRefusalIsToldInTheServersWords(body: String, said: String) {
        #expect(HTTPExchange.said(by: Data(body.utf8)) == said)
    }

    /// It accepts and never answers.
    @Test func aSilentServerIsWaitedForOnce() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(isBound)
        let server = try MLflowServer(
            address: "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))", environment: [:],
            secondsToAnswer: 1)
        let error = #expect(throws: MLflowError.self) {
            try server.get("experiments/get-by-name", query: [:], as: Nothing.self)
        }
        #expect(error?.description.contains("no answer within 1 s") == true)
        // One caller waits in the queue, and no second one.
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        let callers = (0..<3).map { _ in accept(listener, nil, nil) }
        for caller in callers where caller >= 0 { close(caller) }
        #expect(callers.map { $0 >= 0 } == [true, false, false])
    }
}
