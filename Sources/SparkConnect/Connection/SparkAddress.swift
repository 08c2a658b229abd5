internal import Foundation

/// Where a Spark Connect server listens and how it is spoken to: `sc://host:port/;use_ssl=true;token=...;user_id=...`,
/// the form that Spark's own clients take.
public struct SparkAddress: Sendable, Equatable {
    /// A name or an address, without the brackets of IPv6.
    public let host: String
    /// 1 to 65535; ``standardPort`` where the text names none.
    public let port: Int
    /// Whether the connection is encrypted. A token asks for it, unless the host is this machine.
    public let usesTLS: Bool
    /// Sent with each call as a bearer token.
    public let token: String?
    /// Whose sessions they are on the server.
    public let userID: String
    /// Parameters that go along with each call as headers, as the protocol has it.
    public let headers: [String: String]

    /// The port of Spark Connect where none is named.
    public static let standardPort = 15002

    /// - Parameter environment: this process's unless given; supplies a token (`SPARK_CONNECT_AUTHENTICATE_TOKEN`) where
    ///   the text has none.
    /// - Throws: ``SparkError/badAddress(_:reason:)``.
    public init(
        _ text: String, environment: [String: String]? = nil
    ) throws {
        let environment = environment ?? ProcessInfo.processInfo.environment
        let parts = try Self.parts(of: text)
        var parameters = parts.parameters
        (host, port) = (parts.host, parts.port)
        let isLocal = ["localhost", "127.0.0.1", "::1"].contains(parts.host)
        token =
            parameters.removeValue(forKey: "token")
            ?? environment["SPARK_CONNECT_AUTHENTICATE_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        usesTLS =
            try Self.truth(of: parameters.removeValue(forKey: "use_ssl"), text: text)
            ?? (token != nil && !isLocal)
        if token != nil, !usesTLS, !isLocal {
            throw SparkError.badAddress(
                Self.withoutSecrets(text),
                reason: "a token would travel unencrypted to another machine; leave use_ssl=false out")
        }
        userID = parameters.removeValue(forKey: "user_id") ?? Self.loginName(environment)
        for ignored in ["user_agent", "session_id"] { parameters[ignored] = nil }
        headers = Dictionary(
            parameters.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// The address in `SPARK_REMOTE`; `nil` without one.
    public static func inEnvironment(
        _ environment: [String: String]? = nil
    ) throws -> SparkAddress? {
        let environment = environment ?? ProcessInfo.processInfo.environment
        guard let text = environment["SPARK_REMOTE"], !text.isEmpty else { return nil }
        return try SparkAddress(text, environment: environment)
    }

    /// Host and port, without anything secret.
    public var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The text with the values of its parameters hidden, for messages and records.
    public static func withoutSecrets(_ text: String) -> String {
        guard let start = text.range(of: "/;") else { return text }
        let names = text[start.upperBound...].split(separator: ";").map { pair in
            let name = pair.prefix { $0 != "=" }
            return ["use_ssl", "user_id"].contains(String(name)) ? String(pair) : "\(name)=..."
        }
        return text[..<start.upperBound] + names.joined(separator: ";")
    }

    private static func parts(
        of text: String
    ) throws -> (host: String, port: Int, parameters: [String: String]) {
        func bad(_ reason: String) -> SparkError {
            .badAddress(withoutSecrets(text), reason: reason)
        }
        guard text.lowercased().hasPrefix("sc://") else {
            throw bad(
                text.hasPrefix("spark://")
                    ? "spark:// is a master; Aerial speaks with a Spark Connect server, sc://host:15002"
                    : "it does not start with sc://")
        }
        let rest = text.dropFirst(5)
        let place = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(place.count)
        guard path.isEmpty || path == "/" || path.hasPrefix("/;") else {
            throw bad("after host:port only /;name=value;... may follow")
        }
        let (host, port) = try self.hostAndPort(String(place), bad)
        var parameters: [String: String] = [:]
        for pair in path.dropFirst(2).split(separator: ";") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty else { throw bad("a parameter has no name=value") }
            let value = String(sides[1])
            guard let decoded = value.removingPercentEncoding,
                decoded.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value < 127 })
            else { throw bad("the value of \(sides[0]) is not plain text") }
            parameters[String(sides[0])] = decoded
        }
        return (host, port, parameters)
    }

    private static func hostAndPort(
        _ place: String, _ bad: (String) -> SparkError
    ) throws -> (String, Int) {
        var host = place
        var port: String?
        if place.hasPrefix("[") {
            guard let end = place.firstIndex(of: "]") else { throw bad("the bracket is not closed") }
            host = String(place[place.index(after: place.startIndex)..<end])
            let rest = place[place.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw bad("the port follows no colon") }
            port = rest.isEmpty ? nil : String(rest.dropFirst())
        } else if let colon = place.firstIndex(of: ":") {
            host = String(place[..<colon])
            port = String(place[place.index(after: colon)...])
        }
        guard !host.isEmpty else { throw bad("it names no host") }
        guard let port else { return (host, standardPort) }
        guard let number = Int(port), (1...65535).contains(number) else {
            throw bad("'\(port)' is no port")
        }
        return (host, number)
    }

    private static func truth(of text: String?, text address: String) throws -> Bool? {
        switch text?.lowercased() {
        case nil: nil
        case "true": true
        case "false": false
        default:
            throw SparkError.badAddress(withoutSecrets(address), reason: "use_ssl is true or false")
        }
    }

    private static func loginName(_ environment: [String: String]) -> String {
        environment["SPARK_USER"] ?? environment["USER"] ?? "aerial"
    }
}
