internal import Foundation

extension Workbench {
    var modelEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/models", about: "The models that can be asked.",
                answer: .json([
                    "type": "object", "required": ["models"],
                    "properties": ["models": ["type": "array", "items": ["type": "object"]]],
                ])
            ) { _ in
                var found: [JSONValue] = []
                for item in try await project.items().items where item.kind == .model {
                    // A folder that is no whole model is none to ask.
                    if let model = try? await models.describe(item) { found.append(model) }
                }
                return .json(["models": .array(found)])
            },
            Endpoint(
                method: .post, path: "/api/models/{model}/predict",
                about: "What a model says of a picture (PNG, JPEG or TIFF) of one tile.",
                parameters: [.path("model", .name, "The model's id.")], body: .picture,
                answer: .json(["type": "object", "required": ["class", "confidence", "probabilities"]])
            ) { arguments in
                let item = try await project.item(arguments.text("model"), kinds: [.model])
                let ending = ["image/png": "png", "image/jpeg": "jpg", "image/tiff": "tif"][
                    arguments.contentType]
                guard let ending, !arguments.body.isEmpty else {
                    throw Problem.badRequest("The body holds no picture.")
                }
                return .json(try await models.predict(item, (arguments.body, ending)))
            },
        ]
    }
}
