internal import Foundation
internal import RunHistory

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
                method: .get, path: "/api/jobs/{job}/curve",
                about:
                    "What a job's run has recorded so far of its metrics, step by step: the epochs of a training. Empty before the first, "
                    + "and for a job that records no run.",
                parameters: [Self.job],
                answer: .json(["type": "object", "required": ["metrics"]])
            ) { arguments in
                let job = try await jobs.job(arguments.text("job"))
                let found = try await project.items().items.filter { $0.kind == .runs }.map(\.path)
                let paths = [history].compactMap { $0 } + found
                return .json(["metrics": try await pool.run { try Self.curve(of: job, in: paths) }])
            },
            Endpoint(
                method: .delete, path: "/api/jobs/{job}",
                about: "Ends a job in good order; its outputs are as before.",
                parameters: [Self.job], answer: .json(Self.jobAnswer)
            ) { arguments in .json(try await jobs.cancel(arguments.text("job")).json) },
        ]
    }

    /// Steps of a metric at most.
    private static let mostSteps = 1_000

    /// The run that the job's words began, and what it has recorded of steps.
    private static func curve(of job: Jobs.Job, in histories: [String]) throws -> JSONValue {
        for path in histories where FileManager.default.fileExists(atPath: path) {
            let history = try RunHistory(path: path)
            let runs = try history.runs(matching: RunFilter(command: job.words[0]))
            // Times are kept in whole milliseconds.
            let own = runs.filter {
                $0.started >= job.created.addingTimeInterval(-1)
                    && $0.commandLine.suffix(job.words.count) == job.words[...]
            }.max { $0.started < $1.started }
            guard let own else { continue }
            let points = try history.points(ofRun: own.id).filter { $0.step > 0 }
            return .object(
                Dictionary(grouping: points, by: \.name).mapValues { points in
                    .array(
                        points.suffix(mostSteps).map {
                            ["step": .integer($0.step), "value": JSONValue($0.value)]
                        })
                })
        }
        return [:]
    }
}
