/// What goes wrong between Aerial and a Spark Connect server: what happened, where, what to do next.
public enum SparkError: Error, Equatable {
    case badAddress(String, reason: String)
    case unknownHost(place: String, reason: String)
    case nothingListens(place: String, reason: String)
    /// The port speaks another protocol: it is the master's or a web page's.
    case notConnect(place: String, found: String)
    /// Spark of another major version.
    case otherVersion(place: String, version: String)
    /// The server answers encrypted calls only.
    case wantsTLS(place: String)
    /// The server answers open calls only, and the address asks for encryption.
    case speaksNoTLS(place: String)
    case certificateRefused(place: String, reason: String)
    case tokenRefused(place: String, hadToken: Bool, reason: String)
    /// It broke, and attempts to make it again failed for so many seconds.
    case connectionLost(place: String, seconds: Int, reason: String)
    /// The server no longer knows the session or the job: it was started anew.
    case sessionLost(place: String, reason: String)
    /// The cluster does not find a path, or has no file system for its scheme.
    case pathNotInReach(reason: String)
    /// The job was ended on request.
    case interrupted
    /// What the server says of a statement that failed.
    case failed(ServerFailure)
    /// What was uploaded arrived with another checksum.
    case artifactDamaged(name: String, place: String)
    /// The answer cannot be read, or holds other columns or types than were asked for.
    case badResult(String)
}

/// A failure on the server, in full.
public struct ServerFailure: Error, Sendable, Equatable {
    /// Spark's name for this kind of failure, `PATH_NOT_FOUND` say; empty when it has none.
    public let errorClass: String
    /// The messages from the outermost cause to the innermost.
    public let messages: [String]

    /// - Parameter messages: from the outermost cause to the innermost.
    public init(errorClass: String, messages: [String]) {
        self.errorClass = errorClass
        self.messages = messages
    }
}

extension SparkError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badAddress(let text, let reason):
            "'\(text)' is no address of a Spark Connect server: \(reason). An example: sc://spark.example.org:15002, "
                + "or sc://host:443/;use_ssl=true;token=..."
        case .unknownHost(let place, let reason):
            "the host of \(place) is not known: \(reason). Check the name in --spark or SPARK_REMOTE."
        case .nothingListens(let place, let reason):
            "nothing listens at \(place): \(reason). Start a Spark Connect server there (sbin/start-connect-server.sh, "
                + "or 'make spark-up' to try it on this machine), or correct --spark."
        case .notConnect(let place, let found):
            "what listens at \(place) is no Spark Connect server: \(found). The master's port (7077) and the web "
                + "pages (8080, 4040) are others; Connect's is 15002 unless it was changed."
        case .otherVersion(let place, let version):
            "\(place) runs Spark \(version.isEmpty ? "of an unknown version" : version); Aerial speaks with Spark 4. "
                + "Use a server of that version, or 'aerial score --spark-sql' for clusters without one."
        case .wantsTLS(let place):
            "\(place) wants an encrypted connection: add /;use_ssl=true to the address."
        case .speaksNoTLS(let place):
            "\(place) does not encrypt: take use_ssl=true and the token out of the address, or go through the proxy that "
                + "encrypts for it."
        case .certificateRefused(let place, let reason):
            "the encrypted connection to \(place) failed: \(reason). If its certificate is of an authority of your own, "
                + "name that in GRPC_DEFAULT_SSL_ROOTS_FILE_PATH."
        case .tokenRefused(let place, let hadToken, let reason):
            hadToken
                ? "\(place) refuses the token: \(reason). Check token= in the address or "
                    + "SPARK_CONNECT_AUTHENTICATE_TOKEN."
                : "\(place) wants a token: \(reason). Add /;token=... to the address, or set "
                    + "SPARK_CONNECT_AUTHENTICATE_TOKEN."
        case .connectionLost(let place, let seconds, let reason):
            "the connection to \(place) was lost and did not come back within \(seconds) s: \(reason). The job may go on "
                + "there; with the same --job a new run takes what it finished."
        case .sessionLost(let place, let reason):
            "\(place) no longer knows this session, so it was started anew: \(reason). With the same --job a new run "
                + "takes what was finished."
        case .pathNotInReach(let reason):
            "the cluster does not reach a path: \(reason). Paths must mean the same on all nodes: shared storage, or "
                + "/vsis3/ and the like."
        case .interrupted: "interrupted; the job on the cluster was ended."
        case .failed(let failure): failure.description
        case .artifactDamaged(let name, let place):
            "\(name) arrived damaged at \(place). Run this again; if it happens twice, the network between is broken."
        case .badResult(let reason): "the server's answer cannot be read: \(reason)."
        }
    }
}

extension ServerFailure: CustomStringConvertible {
    public var description: String {
        let words = messages.map { $0.trimmingPrefix { $0.isWhitespace } }.filter { !$0.isEmpty }
        return "Spark says: "
            + (words.isEmpty ? "nothing of why it failed." : words.joined(separator: "\n  caused by: "))
    }

    /// All messages in one text, to look for words in.
    public var text: String { messages.joined(separator: "\n") }
}
