internal import CGDAL
package import Foundation

/// One request of a web server and its answer, through the client that GDAL reads imagery with: its variables for proxies,
/// certificates and headers (`GDAL_HTTP_PROXY`, `CURL_CA_BUNDLE`, `GDAL_HTTP_HEADERS`) count here too.
package struct WebExchange: Sendable {
    /// Of the most that an answer may have.
    package static let mostBytes = 128 << 20
    private static let attempts = 4
    /// A server that wants to be left alone for longer is not waited for.
    private static let longestPauseSeconds = 60.0

    /// What is asked for: `https://...` or `http://...`.
    package let address: String
    /// JSON to send; `nil` for a plain GET.
    package var body: Data?
    /// Further headers.
    package var headers: [String: String] = [:]

    package init(address: String) { self.address = address }

    /// What a server said.
    private struct Answer {
        var body = Data()
        /// Of HTTP; 200 for any success; `nil` without an answer.
        var status: Int?
        var retryAfter: Double?
        var reason = ""
        var isTooLarge = false
    }

    /// Asks, and asks again after 1, 2 and 4 seconds, or when the server says, while it is busy (429, 5xx) or away.
    /// - Parameter pause: is called ten times a second while nothing is asked; may throw to end it.
    /// - Throws: ``CatalogError``; what `pause` throws.
    package func run(pause: () throws -> Void) throws -> Data {
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            throw CatalogError.notAnAddress(address)
        }
        var wait = 1.0
        for attempt in 1...Self.attempts {
            try pause()
            let answer = ask()
            if answer.isTooLarge { throw CatalogError.tooLarge(address: address, bytes: Self.mostBytes) }
            if answer.status == 200 { return answer.body }
            let isPassing = answer.status.map { $0 == 429 || $0 >= 500 } ?? true
            let seconds = answer.retryAfter ?? wait
            guard isPassing, attempt < Self.attempts, seconds <= Self.longestPauseSeconds else {
                throw CatalogError.refused(
                    address: address, status: answer.status, reason: answer.reason,
                    wantsSeconds: isPassing ? answer.retryAfter : nil)
            }
            try Self.sleep(seconds, pause)
            wait *= 2
        }
        throw CatalogError.refused(address: address, status: nil, reason: "no answer", wantsSeconds: nil)
    }

    private static func sleep(_ seconds: Double, _ pause: () throws -> Void) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            try pause()
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    private final class Sink {
        var bytes = Data()
        var isTooLarge = false
    }

    private func ask() -> Answer {
        GDALRuntime.start()
        let sink = Sink()
        let result = GDALRuntime.withOptions(options) { options in
            withExtendedLifetime(sink) {
                GDALRuntime.call {
                    CPLHTTPFetchEx(
                        address, options, nil, nil,
                        { piece, size, count, argument in
                            guard let piece, let argument else { return 0 }
                            let sink = Unmanaged<Sink>.fromOpaque(argument).takeUnretainedValue()
                            let (bytes, overflows) = size.multipliedReportingOverflow(by: count)
                            guard !overflows, bytes <= WebExchange.mostBytes - sink.bytes.count else {
                                sink.isTooLarge = true
                                return 0
                            }
                            sink.bytes.append(piece.assumingMemoryBound(to: UInt8.self), count: bytes)
                            return bytes
                        }, Unmanaged.passUnretained(sink).toOpaque())
                }.value
            }
        }
        guard let result else { return Answer(reason: "this GDAL was built without a web client") }
        defer { CPLHTTPDestroyResult(result) }
        return Self.answer(of: result.pointee, sink)
    }

    private var options: [String] {
        var lines = ["Accept: application/geo+json, application/json"]
        if body != nil { lines.append("Content-Type: application/json") }
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { lines.append("\(name): \(value)") }
        var options = [
            "HEADERS=" + lines.joined(separator: "\r\n"), "TIMEOUT=120", "CONNECTTIMEOUT=10",
            "LOW_SPEED_TIME=20",
            "LOW_SPEED_LIMIT=1", "MAX_RETRY=0",
        ]
        if let body { options.append("POSTFIELDS=" + String(decoding: body, as: UTF8.self)) }
        return options
    }

    private static func answer(of result: CPLHTTPResult, _ sink: Sink) -> Answer {
        var answer = Answer(body: sink.bytes, isTooLarge: sink.isTooLarge)
        let message = result.pszErrBuf.map { String(cString: $0) } ?? ""
        if result.nStatus == 0, message.isEmpty {
            answer.status = 200
        } else if let match = message.firstMatch(of: /HTTP error code : (\d{3})/) {
            answer.status = Int(match.output.1)
            answer.reason = plainText(of: sink.bytes)
        } else {
            answer.reason = message.isEmpty ? "no answer" : message
        }
        answer.retryAfter = CSLFetchNameValue(result.papszHeaders, "Retry-After").flatMap {
            Double(String(cString: $0).trimmingCharacters(in: .whitespaces))
        }.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
        return answer
    }

    /// What a refusing server said, where that is a sentence and no page.
    private static func plainText(of body: Data) -> String {
        let text = String(decoding: body.prefix(2000), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.hasPrefix("<") else { return "" }
        if let value = try? CatalogValue(parsing: body) {
            for name in ["description", "detail", "message"] {
                if let text = value[name]?.text { return text }
            }
        }
        return String(text.prefix(300))
    }
}
