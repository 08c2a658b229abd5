internal import CGDAL
internal import Foundation

/// What servers answer to requests that GDAL makes: it tells some refusals as notes for debugging alone, and takes a list of
/// files that broke off for a whole one.
enum ServerWords {
    /// Runs `body` on this thread and hears what a server refused meanwhile.
    /// - Returns: `refusal` in a server's own words; "no answer" where none came; `nil` where nothing was refused.
    static func listening<Value>(_ body: () -> Value) -> (value: Value, refusal: String?) {
        GDALRuntime.start()
        let ear = Ear()
        let debugging = CPLGetThreadLocalConfigOption("CPL_DEBUG", nil).map { String(cString: $0) }
        CPLSetThreadLocalConfigOption("CPL_DEBUG", kinds)
        VSIErrorReset()
        CPLPushErrorHandlerEx(
            { kind, _, text in
                guard let text, let data = CPLGetErrorHandlerUserData() else { return }
                let ear = Unmanaged<Ear>.fromOpaque(data).takeUnretainedValue()
                ear.hear(String(cString: text), isNote: kind == CE_Debug)
            }, Unmanaged.passUnretained(ear).toOpaque())
        let value = body()
        CPLPopErrorHandler()
        CPLSetThreadLocalConfigOption("CPL_DEBUG", debugging)
        if let said = VSIGetLastErrorMsg(), VSIGetLastErrorNo() != 0 {
            ear.hear(String(cString: said), isNote: false)
        }
        return withExtendedLifetime(ear) { (value, ear.refusal) }
    }

    /// Of GDAL's notes, those about object stores.
    private static let kinds = "S3 GS AZURE"

    private final class Ear {
        private var answers: [String] = []
        private var words: [String] = []

        func hear(_ text: String, isNote: Bool) {
            if isNote, text.hasPrefix("S3: ") || text.hasPrefix("GS: ") || text.hasPrefix("AZURE: ") {
                let answer = text[text.index(after: text.firstIndex(of: " ") ?? text.startIndex)...]
                if answer == "(null)" {
                    answers.append(noAnswer)
                } else if let said = ServerWords.reason(in: String(answer)) {
                    answers.append(said)
                }
            } else if !isNote, !text.isEmpty {
                words.append(ServerWords.reason(in: text) ?? text)
            }
        }

        /// A server's own words before GDAL's of them.
        var refusal: String? { answers.last ?? words.last }
    }

    static let noAnswer = "no answer"

    /// Code and message of the XML with which stores refuse; `nil` for a text without one.
    static func reason(in answer: String) -> String? {
        func element(_ name: String) -> String? {
            guard let start = answer.range(of: "<\(name)>"),
                let end = answer[start.upperBound...].range(of: "</\(name)>")
            else { return nil }
            let text = answer[start.upperBound..<end.lowerBound].split(whereSeparator: \.isWhitespace)
            return String(text.joined(separator: " ").prefix(300))
        }
        guard let code = element("Code") else { return nil }
        guard let message = element("Message"), !message.isEmpty else { return code }
        return "\(message.hasSuffix(".") ? String(message.dropLast()) : message) (\(code))"
    }

    /// In words, where a server gave a status alone.
    static func plain(_ refusal: String) -> String {
        if refusal.contains("response code: 404") { return "it does not exist there" }
        return refusal.contains("response code: 403") ? "access is denied" : refusal
    }

    /// Whether the same question may be answered the next time: a server that is busy, failed or did not answer.
    static func mayPass(_ refusal: String) -> Bool {
        let passing = [
            noAnswer, "InternalError", "InternalServerError", "SlowDown", "ServiceUnavailable", "ServerBusy",
            "RequestTimeout", "OperationTimedOut", "Throttling", "TooManyRequests", "response code: 5",
            "error code: 5", "error code: 429", "Parse error",
        ]
        return passing.contains { refusal.contains($0) }
    }
}
