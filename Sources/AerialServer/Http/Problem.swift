internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// What went wrong with a request, as RFC 9457 tells it.
struct Problem: Error, Equatable {
    let status: Int
    /// The kind of problem, the same for all of its kind.
    let title: String
    /// What happened in this case, and what to do.
    let detail: String
    /// Seconds after which the same request may succeed.
    var retryAfter: Int?

    static func badRequest(_ detail: String) -> Problem {
        Problem(status: 400, title: "The request is not one that this address takes", detail: detail)
    }
    static func notFound(_ detail: String) -> Problem {
        Problem(status: 404, title: "There is no such thing", detail: detail)
    }
    static func conflict(_ detail: String) -> Problem {
        Problem(status: 409, title: "Things stand otherwise", detail: detail)
    }
    static func unusable(_ detail: String) -> Problem {
        Problem(status: 422, title: "A file cannot be used", detail: detail)
    }
    static func busy(_ detail: String) -> Problem {
        Problem(status: 503, title: "Too much to do", detail: detail, retryAfter: 1)
    }

    /// What a thrown error means to who asked.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as HTTPError:
            self.init(
                status: error.status.code, title: error.status.reasonPhrase,
                detail: error.body ?? "Look at /api/openapi.json for what there is.")
        // Errors of the library say what happened, to which file, and what to do.
        case let error as any Error & CustomStringConvertible: self = .unusable(error.description)
        default: self.init(status: 500, title: "The server failed", detail: "Look at what it printed.")
        }
    }

    init(status: Int, title: String, detail: String, retryAfter: Int? = nil) {
        self.status = status
        self.title = title
        self.detail = detail
        self.retryAfter = retryAfter
    }

    var json: JSONValue {
        ["type": "about:blank", "status": .integer(status), "title": .text(title), "detail": .text(detail)]
    }

    var response: Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        return Response(
            status: .init(code: status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: json.encoded)))
    }
}
