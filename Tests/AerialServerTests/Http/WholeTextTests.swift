import Testing

@testable import AerialServer

struct WholeTextTests {
    @Test func aNameEndsWhereItEnds() {
        for text in ["a\n", "a\r\n", "a\u{2028}"] {
            #expect(throws: Problem.self) { try Parameter.path("item", .name, "").check(text) }
        }
        #expect(throws: Problem.self) { try Parameter.query("only", .bytes, "").check("1-2\n") }
        #expect(throws: Never.self) { try Parameter.query("only", .bytes, "").check("1-2") }
    }

    @Test(arguments: ["[::1]evil.example", "[::1", "localhost.example", "localhost:x", "127.0.0.1@a", ""])
    func whatStandsBehindALoopbackNameCounts(authority: String) {
        #expect(!Access.isLoopback(authority))
    }

    @Test(arguments: ["localhost", "LocalHost:8080", "127.0.0.1:1", "[::1]", "[::1]:65535"])
    func loopbackNamesAreThose(authority: String) { #expect(Access.isLoopback(authority)) }
}
