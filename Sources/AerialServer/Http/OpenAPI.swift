internal import AerialCore

/// The service as OpenAPI 3.1 describes it.
struct OpenAPI {
    let endpoints: [Endpoint]

    var document: JSONValue {
        var paths: [String: JSONValue] = [:]
        for (path, endpoints) in Dictionary(grouping: endpoints, by: \.path) {
            paths[path] = .object(
                Dictionary(
                    endpoints.map { ($0.method.rawValue, operation($0)) }, uniquingKeysWith: { $1 }))
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Aerial", "version": .text(AerialVersion.number),
                "description":
                    "Land-use maps and their change: layers, predictions, marks, models and jobs of a project.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "paths": .object(paths),
            "components": [
                "schemas": ["Problem": Self.problem],
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer"],
                    "tokenInAddress": ["type": "apiKey", "in": "query", "name": "token"],
                ],
            ],
            // Without a token on loopback.
            "security": [[:], ["token": []], ["tokenInAddress": []]],
        ]
    }

    private static let problem: JSONValue = [
        "type": "object", "required": ["type", "title", "status", "detail"],
        "properties": [
            "type": ["type": "string"], "title": ["type": "string"], "detail": ["type": "string"],
            "status": ["type": "integer"],
        ],
    ]

    private func operation(_ endpoint: Endpoint) -> JSONValue {
        var members: [String: JSONValue] = [
            "summary": .text(endpoint.about), "operationId": .text(Self.identifier(of: endpoint)),
            "responses": responses(endpoint),
        ]
        if !endpoint.parameters.isEmpty {
            members["parameters"] = .array(endpoint.parameters.map(\.document))
        }
        switch endpoint.body {
        case .none: break
        case .json(let schema):
            members["requestBody"] = ["required": true, "content": ["application/json": ["schema": schema]]]
        case .picture:
            members["requestBody"] = [
                "required": true,
                "content": .object(
                    Dictionary(
                        Self.pictures.map { ($0, ["schema": ["type": "string", "format": "binary"]]) },
                        uniquingKeysWith: { $1 })),
            ]
        }
        return .object(members)
    }

    /// The kinds of pictures that are taken.
    static let pictures = ["image/png", "image/jpeg", "image/tiff"]

    /// `getApiModels` say.
    private static func identifier(of endpoint: Endpoint) -> String {
        endpoint.path.split { "/{}._".contains($0) }
            .reduce(endpoint.method.rawValue) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    private func responses(_ endpoint: Endpoint) -> JSONValue {
        func problem(_ description: String) -> JSONValue {
            [
                "description": .text(description),
                "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
            ]
        }
        var responses: [String: JSONValue] = [
            "400": problem("The request is not one that this address takes."),
            "401": problem("A token is needed."),
            "403": problem("The request comes from another site's page."),
            "404": problem("There is no such thing."),
            "405": problem("The address takes other methods, which Allow names."),
            "408": problem("The body took too long to arrive."),
            "409": problem("Things stand otherwise than the request takes them to."),
            "413": problem("The body is larger than what is taken."),
            "415": problem("The body is of a kind that is not taken."),
            "422": problem("A file cannot be used, and why."),
            "503": problem("There is too much to do; try again after the seconds that Retry-After names."),
        ]
        switch endpoint.answer {
        case .json(let schema, let status):
            responses["\(status)"] = [
                "description": "What was asked for.", "content": ["application/json": ["schema": schema]],
            ]
        case .geoJSON:
            responses["200"] = [
                "description": "Features.",
                "content": [
                    "application/geo+json": ["schema": ["type": "object", "required": ["type", "features"]]]
                ],
            ]
        case .png:
            responses["200"] = [
                "description": "A picture; clear where there is nothing.", "content": ["image/png": [:]],
            ]
            responses["304"] = [
                "description": "The picture that the request's If-None-Match names is still right."
            ]
        case .page:
            responses["200"] = ["description": "A page that stands alone.", "content": ["text/html": [:]]]
        case .text: responses["200"] = ["description": "Text.", "content": ["text/plain": [:]]]
        }
        return .object(responses)
    }
}
