import Foundation
import HTTPTypes
import Testing

@testable import AerialServer

/// Who may ask, and from where.
struct AccessTests {
    private static let token = "k3-Ab_9xYz0123456"

    private func status(
        _ path: String = "/metrics", _ method: HTTPRequest.Method = .get, host: String? = "localhost:8080",
        token: String? = nil, _ headers: HTTPFields = [:]
    ) async throws -> Int {
        try await ServiceInProcess(token: token).ask(path, method, host: host, headers: headers).status
    }

    @Test(arguments: ["localhost", "LocalHost:1", "127.0.0.1:65535", "[::1]", "[::1]:80"])
    func onLoopbackWhoeverCanConnectMayAsk(host: String) async throws {
        #expect(try await status(host: host) == 200)
    }

    /// A name of another site that leads to this machine (DNS rebinding) is another site's.
    @Test(arguments: [
        "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io", "0.0.0.0:8080",
        "localhost.:8080", "::1", "[::2]:8080", "127.0.0.1@evil.example", "",
    ])
    func anotherNameOfThisMachineIsRefused(host: String) async throws {
        #expect(try await status(host: host) == 403)
        #expect(try await status("/", host: host) == 403)
    }

    @Test func aRequestWithoutAHostIsRefused() async throws {
        #expect(try await status(host: nil) == 403)
    }

    @Test func theTokenIsTakenFromHeaderAddressAndCookie() async throws {
        let token = Self.token
        #expect(try await status(host: "gis.example", token: token) == 401)
        let ways: [(String, HTTPFields)] = [
            ("/metrics", [.authorization: "Bearer \(token)"]),
            ("/metrics", [.authorization: "bearer \(token)"]),
            ("/metrics?token=\(token)", [:]), ("/metrics", [.cookie: "aerial-token=\(token)"]),
            ("/metrics", [.cookie: "a=b; aerial-token=\(token); c=d=e"]),
            // One that is right is enough: a browser may keep an older one.
            ("/metrics?token=\(token)", [.cookie: "aerial-token=older"]),
        ]
        for (path, headers) in ways {
            #expect(
                try await status(path, host: "gis.example", token: token, headers) == 200,
                "\(path) \(headers)")
        }
    }

    @Test func whatIsLikeTheTokenIsNotTheToken() async throws {
        let token = Self.token
        let near = [
            "", String(token.dropLast()), token + "0", token.lowercased(), token.uppercased(),
            String(token.dropLast()) + "7", "Bearer", "*", String(token.reversed()),
        ]
        for text in near {
            #expect(
                try await status(host: "gis.example", token: token, [.authorization: "Bearer \(text)"]) == 401
            )
            #expect(
                try await status(host: "gis.example", token: token, [.cookie: "aerial-token=\(text)"]) == 401)
            #expect(try await status("/metrics?token=\(text)", host: "gis.example", token: token) == 401)
        }
        // Elsewhere than it belongs it is no token.
        #expect(try await status(host: "gis.example", token: token, [.cookie: "other=\(token)"]) == 401)
        #expect(
            try await status(host: "gis.example", token: token, [.authorization: "Basic \(token)"]) == 401)
        #expect(try await status("/metrics?Token=\(token)", host: "gis.example", token: token) == 401)
        #expect(try await status("/\(token)", host: "gis.example", token: token) == 401)
    }

    /// Nothing is told to whoever may not ask: not even what there is.
    @Test(arguments: [
        "/", "/api/project", "/api/openapi.json", "/assets/app.js", "/nothing", "/leaflet/leaflet.css",
    ])
    func withoutTheTokenEveryAddressSaysTheSame(path: String) async throws {
        let answer = try await ServiceInProcess(token: Self.token).ask(path, host: "gis.example")
        #expect(answer.status == 401)
        #expect(answer.type == "application/problem+json")
        #expect(!answer.text.contains(Self.token))
    }

    @Test(arguments: [
        ("http://localhost:8080", true), ("https://localhost:8080", true), ("http://localhost", false),
        ("http://localhost:8081", false), ("http://evil.example", false), ("null", false), ("", false),
        ("http://localhost:8080.evil.example", false), ("localhost:8080", false),
    ])
    func aPageOfAnotherSiteChangesNothing(origin: String, isOwn: Bool) async throws {
        let service = ServiceInProcess()
        let answer = try await service.ask(
            "/api/jobs/none", .delete, headers: [.origin: origin])
        // There is no such job: whoever gets so far was let in.
        #expect(answer.status == (isOwn ? 404 : 403))
        #expect(try await service.ask("/metrics", headers: [.origin: origin]).status == 200)
    }

    @Test func theTokenLeavesTheAddressForACookie() async throws {
        let service = ServiceInProcess(token: Self.token)
        let answer = try await service.ask("/?token=\(Self.token)", host: "gis.example")
        #expect(answer.status == 303)
        #expect(answer.headers[.location] == "/")
        let cookie = try #require(answer.headers[.setCookie])
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
        // What the browser then sends is let in.
        let pair = String(cookie.prefix { $0 != ";" })
        #expect(try await service.ask("/", host: "gis.example", headers: [.cookie: pair]).status == 200)
    }

    /// On loopback there is no token to compare with, so anything may stand in the address.
    @Test func nothingButATokenGetsIntoTheCookie() async throws {
        let answer = try await ServiceInProcess().ask("/?token=a%0D%0ASet-Cookie:%20x=y;%20Path=/;é森")
        #expect(answer.status == 303)
        #expect(
            answer.headers[.setCookie] == "aerial-token=aSet-CookiexyPath; HttpOnly; SameSite=Strict; Path=/")
    }
}
