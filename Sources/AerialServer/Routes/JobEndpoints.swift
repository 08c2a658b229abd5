internal import Foundation

extension Workbench {
    private static let job = Parameter.path("job", .name, "The job's id.")
    private static let jobAnswer: JSONValue = [
        "type": "object", "required": ["id", "command", "state", "log"],
        "properties": [
            "state": ["type": "string", "enum": ["waiting", "running", "done", "failed", "cancelled"]],
            "log": ["type": "array", "items": ["type": "string"]],
        ],
    ]

    var jobEndpoints: [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/jobs/forms",
                about: "The commands that can be started, with what they take.",
                answer: .json(["type": "object", "required": ["commands"]])
            ) { _ in .json(["commands": .array(try await jobs.commandForms().map(\.json))]) },
            Endpoint(
                method: .get, path: "/api/jobs",
                about: "The jobs, the newest first, each with the last line of its log.",
                answer: .json(["type": "object", "required": ["jobs"]])
            ) { _ in .json(["jobs": .array(await jobs.all().map(\.summary))]) },
            Endpoint(
                method: .post, path: "/api/jobs",
                about:
                    "Starts a command. Paths are taken from the first folder that is served, and must lie below one.",
                body: .json([
                    "type": "object", "required": ["command", "values"],
                    "properties": [
                        "command": [
                            "type": "string", "enum": .array(CommandForm.commands.map { .text($0) }),
                        ],
                        "values": [
                            "type": "object",
                            "additionalProperties": ["type": "array", "items": ["type": "string"]],
                        ],
                    ],
                ]),
                answer: .json(Self.jobAnswer, status: 201)
            ) { arguments in
                struct Body: Decodable {
                    let command: String
                    let values: [String: [String]]
                }
                let body = try arguments.json(Body.self)
                return .json(try await jobs.start(body.command, body.values).json)
            },
            Endpoint(
                method: .get, path: "/api/jobs/{job}", about: "A job, its log and its result.",
                parameters: [Self.job], answer: .json(Self.jobAnswer)
            ) { arguments in .json(try await jobs.job(arguments.text("job")).json) },
            Endpoint(
                method: .delete, path: "/api/jobs/{job}",
                about: "Ends a job in good order; its outputs are as before.",
                parameters: [Self.job], answer: .json(Self.jobAnswer)
            ) { arguments in .json(try await jobs.cancel(arguments.text("job")).json) },
        ]
    }
}
