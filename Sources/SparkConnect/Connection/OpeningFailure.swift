internal import GRPCCore

/// Why a session could not be opened, told from what the call said and from a second look at what listens there.
struct OpeningFailure {
    let address: SparkAddress
    let error: any Error

    /// - Parameter look: what listens there, asked for only where the error does not tell.
    func explanation(_ look: () -> ServerProbe.Finding) -> SparkError {
        let place = address.place
        guard let rpc = error as? RPCError else {
            return .certificateRefused(place: place, reason: "\(error)")
        }
        switch rpc.code {
        case .unauthenticated, .permissionDenied:
            return .tokenRefused(
                place: place, hadToken: address.token != nil, reason: Self.firstLine(rpc.message))
        case .unimplemented:
            return .notConnect(place: place, found: "it speaks gRPC, but not Spark Connect")
        default: break
        }
        let words = Self.words(of: rpc)
        switch (address.usesTLS, look()) {
        case (_, .unknownHost(let reason)): return .unknownHost(place: place, reason: reason)
        case (_, .refused(let reason)): return .nothingListens(place: place, reason: reason)
        case (_, .other(let text)): return .notConnect(place: place, found: "it says '\(text)'")
        case (false, .tls): return .wantsTLS(place: place)
        case (false, .hungUp):
            return .notConnect(
                place: place, found: "it hangs up at once. If it wants encryption, add /;use_ssl=true")
        case (_, .silent): return .notConnect(place: place, found: "it accepts connections and says nothing")
        case (false, .plainHTTP2):
            return .notConnect(place: place, found: "it speaks HTTP/2, but answers '\(words)'")
        case (true, .plainHTTP2): return .speaksNoTLS(place: place)
        case (true, .tls), (true, .hungUp):
            let isUntrusted = words.contains("CERTIFICATE_VERIFY_FAILED")
            return .certificateRefused(
                place: place,
                reason: isUntrusted ? "its certificate is not trusted here, or is of another name" : words)
        }
    }

    /// The error's message with those of its causes.
    static func words(of error: RPCError) -> String {
        var words = [firstLine(error.message)]
        var cause = error.cause
        while let next = cause, words.count < 5 {
            let text = (next as? RPCError)?.message ?? "\(next)"
            if !words.contains(firstLine(text)) { words.append(firstLine(text)) }
            cause = (next as? RPCError)?.cause
        }
        return words.filter { !$0.isEmpty }.joined(separator: ": ")
    }

    static func firstLine(_ text: String) -> String {
        String(text.prefix { $0 != "\n" }.prefix(300))
    }
}
