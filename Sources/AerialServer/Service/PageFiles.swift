internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// The files of the page: our own, which are part of the program, and Leaflet's as Debian installs it.
struct PageFiles: Sendable {
    /// Where `libjs-leaflet` lies.
    static let leaflet =
        ProcessInfo.processInfo.environment["AERIAL_LEAFLET"] ?? "/usr/share/javascript/leaflet"

    private static let own: [String: (type: String, bytes: [UInt8])] = [
        "app.js": (script, PackageResources.app_js), "api.js": (script, PackageResources.api_js),
        "map.js": (script, PackageResources.map_js), "tile.js": (script, PackageResources.tile_js),
        "work.js": (script, PackageResources.work_js), "jobs.js": (script, PackageResources.jobs_js),
        "evidence.js": (script, PackageResources.evidence_js),
        "labels.js": (script, PackageResources.labels_js),
        "reports.js": (script, PackageResources.reports_js),
        "dom.js": (script, PackageResources.dom_js),
        "page.css": ("text/css; charset=utf-8", PackageResources.page_css),
    ]
    private static let script = "text/javascript; charset=utf-8"

    /// Leaflet's files that the page takes, by the name behind `/leaflet/`.
    private static let leafletTypes = [
        "leaflet.esm.min.js": script, "leaflet.css": "text/css; charset=utf-8",
        "images/layers.png": "image/png",
        "images/layers-2x.png": "image/png", "images/marker-icon.png": "image/png",
        "images/marker-icon-2x.png": "image/png", "images/marker-shadow.png": "image/png",
    ]

    /// Whether Leaflet is there.
    static var hasLeaflet: Bool { FileManager.default.fileExists(atPath: leaflet + "/leaflet.esm.min.js") }

    func add(to router: Router<BasicRequestContext>) {
        router.get("/") { request, _ in Self.start(request) }
        router.get("/assets/{name}") { request, context in
            guard let file = Self.own[context.parameters.get("name") ?? ""] else {
                throw Problem.notFound("The page has no such file.")
            }
            return Self.answer(file.bytes, type: file.type, request)
        }
        router.get("/leaflet/{name}") { request, context in
            try Self.leafletFile(context.parameters.get("name") ?? "", request)
        }
        router.get("/leaflet/images/{name}") { request, context in
            try Self.leafletFile("images/" + (context.parameters.get("name") ?? ""), request)
        }
    }

    /// The page; an address with a token leads to one without, and the browser keeps the token.
    private static func start(_ request: Request) -> Response {
        guard let token = request.uri.queryParameters["token"] else {
            return answer(PackageResources.index_html, type: "text/html; charset=utf-8", request)
        }
        // What was let in is the token; nothing else may get into the header.
        let letters = token.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        return Response(
            status: .seeOther,
            headers: [
                .location: "/", .setCookie: "\(Access.cookie)=\(letters); HttpOnly; SameSite=Strict; Path=/",
            ])
    }

    private static func leafletFile(_ name: String, _ request: Request) throws -> Response {
        guard let type = leafletTypes[name],
            let data = FileManager.default.contents(atPath: "\(leaflet)/\(name)")
        else {
            throw Problem.notFound("The page has no such file.")
        }
        return answer(Array(data), type: type, request)
    }

    private static func answer(_ bytes: [UInt8], type: String, _ request: Request) -> Response {
        let tag = "\"\(ProjectItem.checksum(String(decoding: bytes, as: UTF8.self)))\""
        let headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "no-cache"]
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
