internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// Who may ask, and from where.
struct Access: Sendable {
    /// What a request must bring; `nil` on loopback, where whoever can connect may ask.
    let token: String?

    /// The cookie that a browser keeps the token in.
    static let cookie = "aerial-token"

    /// - Throws: ``Problem`` (401, 403).
    func check(_ request: Request) throws {
        if let token {
            guard Self.given(in: request).contains(where: { Self.areEqual($0, token) }) else {
                throw Problem(
                    status: 401, title: "A token is needed",
                    detail:
                        "Open the address that 'aerial serve' printed, or send 'Authorization: Bearer' with the token."
                )
            }
        } else {
            // A page elsewhere may point a name of its own at this machine: the browser then sends that name.
            guard Self.isLoopback(request.head.authority ?? "") else {
                throw Problem(
                    status: 403, title: "Not from there",
                    detail: "This server answers to localhost and 127.0.0.1 alone.")
            }
        }
        guard request.method != .get, request.method != .head else { return }
        // A page of another site must not work in this one's name.
        if let origin = request.headers[.origin] {
            guard let authority = request.head.authority,
                origin == "http://\(authority)" || origin == "https://\(authority)"
            else {
                throw Problem(
                    status: 403, title: "Not from there",
                    detail: "The request comes from another site's page.")
            }
        }
    }

    private static func given(in request: Request) -> [String] {
        var given: [String] = []
        if let header = request.headers[.authorization], header.lowercased().hasPrefix("bearer ") {
            given.append(String(header.dropFirst(7)))
        }
        if let value = request.uri.queryParameters["token"] { given.append(String(value)) }
        for pair in (request.headers[.cookie] ?? "").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            if parts.count == 2, parts[0] == cookie { given.append(parts[1]) }
        }
        return given
    }

    /// Takes as long whatever is alike.
    private static func areEqual(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }

    static func isLoopback(_ authority: String) -> Bool {
        // A port may follow, and nothing else.
        authority.wholeMatch(of: /(?i:localhost|127\.0\.0\.1|\[::1\])(:[0-9]{0,5})?/) != nil
    }
}
