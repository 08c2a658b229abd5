public import Foundation

#if canImport(FoundationNetworking)
    internal import FoundationNetworking
#endif

/// An MLflow tracking server, spoken to over its REST API 2.0.
public struct MLflowServer: Sendable {
    /// The server's root, `http://host:5000`, without a name and password.
    public let address: URL
    private let authorization: String?

    private static let attempts = 4
    private let secondsToAnswer: Double

    /// - Parameters:
    ///   - address: `http://host:5000` or with `https`; a name and password before the host count where the environment
    ///     has none, and are no part of ``address``.
    ///   - environment: may hold `MLFLOW_TRACKING_TOKEN`, or `MLFLOW_TRACKING_USERNAME` and `_PASSWORD`.
    /// - Throws: ``MLflowError/address(_:)`` when that is no web server's address.
    public init(address: String, environment: [String: String]) throws {
        try self.init(address: address, environment: environment, secondsToAnswer: 20)
    }

    /// - Parameter secondsToAnswer: a server that says nothing for so long is not asked again.
    init(address: String, environment: [String: String], secondsToAnswer: Double) throws {
        guard var parts = URLComponents(string: address), ["http", "https"].contains(parts.scheme ?? ""),
            parts.host?.isEmpty == false
        else { throw MLflowError.address(Self.withoutLogin(address)) }
        let (user, password) = (parts.user, parts.password)
        (parts.user, parts.password) = (nil, nil)
        guard let url = parts.url else { throw MLflowError.address(Self.withoutLogin(address)) }
        self.address = url
        self.secondsToAnswer = secondsToAnswer
        authorization =
            Self.authorization(environment) ?? user.map { Self.basic(user: $0, password: password ?? "") }
    }

    private static func authorization(_ environment: [String: String]) -> String? {
        if let token = environment["MLFLOW_TRACKING_TOKEN"], !token.isEmpty { return "Bearer \(token)" }
        guard let user = environment["MLFLOW_TRACKING_USERNAME"], !user.isEmpty else { return nil }
        return basic(user: user, password: environment["MLFLOW_TRACKING_PASSWORD"] ?? "")
    }

    /// Errors are kept and shown: a password is not.
    private static func withoutLogin(_ address: String) -> String {
        address.replacing(/\/\/[^\/@\s]*@/, with: "//***@")
    }

    private static func basic(user: String, password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }

    /// Sends JSON and reads the answer; tries again, after 1, 2 and 4 seconds, when the server is away or busy.
    func post<Answer: Decodable>(_ path: String, _ body: some Encodable, as type: Answer.Type) throws
        -> Answer
    {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        var request = request("api/2.0/mlflow/" + path, method: "POST")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try encoder.encode(body)
        return try Self.decode(try answer(to: request), as: type)
    }

    func get<Answer: Decodable>(_ path: String, query: [String: String], as type: Answer.Type) throws
        -> Answer
    {
        var request = request("api/2.0/mlflow/" + path, method: "GET")
        if let url = request.url, var parts = URLComponents(url: url, resolvingAgainstBaseURL: false) {
            parts.queryItems = query.map { URLQueryItem(name: $0.key, value: $0.value) }
            request.url = parts.url
        }
        return try Self.decode(try answer(to: request), as: type)
    }

    func put(_ path: String, _ data: Data) throws {
        var request = request(path, method: "PUT")
        request.httpBody = data
        _ = try answer(to: request)
    }

    private static func decode<Answer: Decodable>(_ data: Data, as type: Answer.Type) throws -> Answer {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: data)
    }

    private func request(_ path: String, method: String) -> URLRequest {
        var request = URLRequest(url: address.appendingPathComponent(path))
        request.httpMethod = method
        if let authorization { request.setValue(authorization, forHTTPHeaderField: "Authorization") }
        return request
    }

    private func answer(to request: URLRequest) throws -> Data {
        var pause = 1.0
        for attempt in 1...Self.attempts {
            let exchange = HTTPExchange.run(request, within: secondsToAnswer)
            let isPassing = exchange.status.map { $0 == 429 || $0 >= 500 } ?? !exchange.isSilent
            if let status = exchange.status, (200..<300).contains(status) { return exchange.body }
            if !isPassing || attempt == Self.attempts {
                throw MLflowError.refused(
                    address: address.absoluteString, status: exchange.status, reason: exchange.reason)
            }
            Thread.sleep(forTimeInterval: pause)
            pause *= 2
        }
        return Data()  // not reached: the last attempt returns or throws
    }
}

/// What went wrong with a tracking server.
public enum MLflowError: Error, Equatable, CustomStringConvertible {
    /// What was given is no web address.
    case address(String)
    /// No answer, or one that is not success; `status` is that of HTTP, `nil` without an answer.
    case refused(address: String, status: Int?, reason: String)

    public var description: String {
        switch self {
        case .address(let address):
            "'\(address)' is no address of an MLflow server. It looks like http://host:5000."
        case .refused(let address, let status, let reason):
            "the MLflow server \(address) did not take the run (\(status.map { "status \($0), " } ?? "")\(reason)). "
                + "Send it later with 'aerial runs export --mlflow \(address)'."
        }
    }
}
