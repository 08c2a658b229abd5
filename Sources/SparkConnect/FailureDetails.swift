internal import GRPCCore
internal import GRPCProtobuf
internal import SparkProtocol
internal import SwiftProtobuf

extension SparkSession {
    /// What the server knows of a failed call. The call itself brings the first 2 KB of one message; the rest is asked for.
    func explanation(of error: any Error) async -> SparkError {
        if let error = error as? SparkError { return error }
        guard let rpc = error as? RPCError else { return .badResult("\(error)") }
        let place = connection.address.place
        switch rpc.code {
        case .cancelled where Task.isCancelled: return .interrupted
        case .unauthenticated, .permissionDenied:
            return .tokenRefused(
                place: place, hadToken: connection.address.token != nil,
                reason: OpeningFailure.firstLine(rpc.message))
        default: break
        }
        let facts = rpc.sparkFacts
        var failure = ServerFailure(
            errorClass: facts["errorClass"] ?? "", messages: [OpeningFailure.words(of: rpc)])
        if let id = facts["errorId"], let details = await details(of: id), !details.errors.isEmpty {
            failure = ServerFailure(details, errorClass: failure.errorClass)
        }
        return SparkError(failure, place: place)
    }

    private func details(of errorID: String) async -> Spark_Connect_FetchErrorDetailsResponse? {
        let (id, user, connection) = (id, userContext, connection)
        return await Shield.run {
            try? await connection.stub.fetchErrorDetails(
                .with {
                    $0.sessionID = id
                    $0.userContext = user
                    $0.errorID = errorID
                    $0.clientType = Self.clientType
                }, metadata: connection.metadata, options: SparkConnection.options(timeout: .seconds(10)))
        }
    }
}

extension RPCError {
    /// What the status tells in machine-readable form: `errorClass`, `errorId` and more.
    var sparkFacts: [String: String] {
        guard let status = try? unpackGoogleRPCStatus() else { return [:] }
        return status.details.compactMap(\.errorInfo).first?.metadata ?? [:]
    }

    /// Whether Spark names the failure so; by its class, or in old servers only in the message.
    func isNamed(_ errorClass: String) -> Bool {
        sparkFacts["errorClass"]?.hasPrefix(errorClass) == true || message.contains("[\(errorClass)")
    }
}

extension ServerFailure {
    /// The chain from the root to its innermost cause; indexes that lead nowhere or in circles end it.
    init(_ details: Spark_Connect_FetchErrorDetailsResponse, errorClass: String) {
        var messages: [String] = []
        var next = Int(details.rootErrorIdx)
        var found = errorClass
        while details.errors.indices.contains(next), messages.count < details.errors.count {
            let error = details.errors[next]
            if found.isEmpty { found = error.sparkThrowable.errorClass }
            let text = error.message.isEmpty ? error.errorTypeHierarchy.first ?? "" : error.message
            if messages.last != text { messages.append(text) }
            guard error.hasCauseIdx else { break }
            next = Int(error.causeIdx)
        }
        self.init(errorClass: found, messages: messages)
    }
}

extension SparkError {
    /// Puts a failure where a user looks for its remedy.
    init(_ failure: ServerFailure, place: String) {
        let first = OpeningFailure.firstLine(failure.messages.first ?? "")
        switch failure.errorClass {
        case let name where name.hasPrefix("INVALID_HANDLE"):
            self = .sessionLost(place: place, reason: first)
        case "OPERATION_CANCELED": self = .interrupted
        case "PATH_NOT_FOUND": self = .pathNotInReach(reason: first)
        case _ where Self.schemeWords.contains(where: failure.text.contains):
            self = .pathNotInReach(reason: failure.messages.first(where: Self.namesScheme) ?? first)
        default: self = .failed(failure)
        }
    }

    private static let schemeWords = ["No FileSystem for scheme", "UnsupportedFileSystemException"]

    private static func namesScheme(_ message: String) -> Bool {
        schemeWords.contains(where: message.contains)
    }
}
