internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Imagery
internal import NIOCore

/// Takes a request apart for an ``Endpoint`` and puts its reply together.
struct EndpointHandler: Sendable {
    let endpoint: Endpoint

    /// Bytes of a body at most.
    private static let (mostJSON, mostPicture) = (1 << 18, 32 << 20)
    /// How long a body may take to arrive.
    private static let patience = Duration.seconds(30)

    func callAsFunction(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        var texts: [String: String] = [:]
        for parameter in endpoint.parameters {
            let text: String? =
                switch parameter.place {
                case .path: context.parameters.get(parameter.name)
                case .query: request.uri.queryParameters[parameter.name[...]].map(String.init)
                }
            if let text {
                do { try parameter.check(text) } catch {
                    // An address that no thing can have is one where nothing is.
                    throw parameter.place == .path ? Problem.notFound(error.detail) : error
                }
                texts[parameter.name] = text
            } else if parameter.isRequired {
                throw Problem.badRequest("'\(parameter.name)' is missing.")
            }
        }
        let type = (request.headers[.contentType] ?? "").split(separator: ";").first
            .map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        let body = try await body(of: request, type: type ?? "")
        let reply = try await endpoint.handle(Arguments(texts, body: body, contentType: type ?? ""))
        return response(reply, to: request)
    }

    private func body(of request: Request, type: String) async throws -> Data {
        let (types, most): ([String], Int)
        switch endpoint.body {
        case .none: return Data()
        case .json: (types, most) = (["application/json"], Self.mostJSON)
        case .picture: (types, most) = (OpenAPI.pictures, Self.mostPicture)
        }
        guard types.contains(type) else {
            throw Problem(
                status: 415, title: "Another kind of body is taken",
                detail: "Send \(types.joined(separator: ", ")) and say so in Content-Type.")
        }
        let tooLarge = Problem(
            status: 413, title: "The body is too large", detail: "At most \(most) bytes are taken.")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most { throw tooLarge }
        return try await withThrowingTaskGroup(of: Data.self) { group in
            group.addTask {
                do {
                    return Data(try await request.body.collect(upTo: most).readableBytesView)
                } catch is NIOTooManyBytesError {
                    throw tooLarge
                }
            }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                throw Problem(
                    status: 408, title: "Too slow", detail: "The body took more than half a minute.")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? Data()
        }
    }

    private func response(_ reply: Endpoint.Reply, to request: Request) -> Response {
        func response(_ type: String, _ bytes: some Sequence<UInt8>, status: Int = 200) -> Response {
            Response(
                status: .init(code: status), headers: [.contentType: type],
                body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        switch reply {
        case .json(let value):
            var status = 200
            if case .json(_, let own) = endpoint.answer { status = own }
            return response("application/json", value.encoded, status: status)
        case .geoJSON(let data): return response("application/geo+json", data)
        case .page(let data):
            var found = response("text/html; charset=utf-8", data)
            found.headers[.contentSecurityPolicy] = Gate.policyOfReports
            return found
        case .text(let text): return response("text/plain; version=0.0.4; charset=utf-8", Array(text.utf8))
        case .png(let bytes, let tag):
            let quoted = "\"\(tag)\""
            let headers: HTTPFields = [.eTag: quoted, .cacheControl: "private, max-age=0, must-revalidate"]
            if request.headers[.ifNoneMatch] == quoted {
                return Response(status: .notModified, headers: headers)
            }
            var found = response("image/png", bytes)
            found.headers.append(contentsOf: headers)
            return found
        case .noPicture: return response("image/png", Self.clearPicture)
        }
    }

    /// A clear picture: browsers and QGIS take it for a tile and show nothing.
    static let clearPicture =
        (try? PNGFile.data(width: 256, height: 256, rgba: [UInt8](repeating: 0, count: 256 * 256 * 4))) ?? []
}
