internal import Foundation

/// A command of the program with what it takes, as its own help says: what a form asks for.
struct CommandForm: Sendable {
    struct Field: Sendable {
        enum Kind: String, Sendable { case positional, option, flag }

        let kind: Kind
        let name: String
        let about: String
        let usual: String?
        let choices: [String]
        let isRequired: Bool
        let isRepeating: Bool

        var json: JSONValue {
            [
                "kind": .text(kind.rawValue), "name": .text(name), "about": .text(about),
                "usual": JSONValue(usual),
                "choices": .array(choices.map { .text($0) }), "required": .bool(isRequired),
                "repeating": .bool(isRepeating),
            ]
        }
    }

    let command: String
    let about: String
    let fields: [Field]

    /// Those that may be started from the page.
    static let commands = ["prepare", "transfer", "finetune", "evaluate", "score", "change"]

    /// What the page leaves to the command line: these reach beyond the folders that are served, or change what the server reads
    /// of the command.
    private static let withheld: Set = [
        "help", "version", "json", "quiet", "trust-sources", "runs", "mlflow", "from-spark", "job", "worker",
        "partitions", "mllib-param", "processes", "sync-batch-norm", "rank-timeout",
    ]

    var json: JSONValue {
        ["command": .text(command), "about": .text(about), "fields": .array(fields.map(\.json))]
    }

    // MARK: Help as the program dumps it

    private struct Dump: Decodable {
        struct Command: Decodable {
            let commandName: String
            let abstract: String?
            let arguments: [Argument]?
            let subcommands: [Command]?
        }
        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }
            let kind: String
            let shouldDisplay: Bool?
            let isOptional: Bool?
            let isRepeating: Bool?
            let preferredName: Name?
            let valueName: String?
            let defaultValue: String?
            let allValues: [String]?
            let allValueStrings: [String]?
            let abstract: String?
        }
        let command: Command
    }

    /// - Parameter help: what `aerial --experimental-dump-help` printed.
    static func all(inHelp help: Data) throws -> [CommandForm] {
        let dump = try JSONDecoder().decode(Dump.self, from: help)
        return (dump.command.subcommands ?? []).filter { commands.contains($0.commandName) }.map { command in
            CommandForm(
                command: command.commandName, about: command.abstract ?? "",
                fields: (command.arguments ?? []).compactMap(field))
        }
    }

    private static func field(_ argument: Dump.Argument) -> Field? {
        guard let kind = Field.Kind(rawValue: argument.kind), argument.shouldDisplay != false else {
            return nil
        }
        let name = kind == .positional ? argument.valueName : argument.preferredName?.name
        guard let name, !withheld.contains(name), !name.hasPrefix("spark") else { return nil }
        return Field(
            kind: kind, name: name, about: argument.abstract ?? "", usual: argument.defaultValue,
            choices: argument.allValues ?? argument.allValueStrings ?? [],
            isRequired: argument.isOptional == false,
            isRepeating: argument.isRepeating ?? false)
    }

    // MARK: Words

    /// The words that start the command: a list, never a line for a shell.
    /// - Parameters:
    ///   - values: by the field's name; a flag that is wanted has `true`.
    ///   - isAllowed: whether a value may be given; it is asked of everything that could be a path.
    /// - Throws: ``Problem`` (400).
    func words(_ values: [String: [String]], isAllowed: (String) -> Bool) throws -> [String] {
        for name in values.keys where !fields.contains(where: { $0.name == name }) {
            throw Problem.badRequest(
                "'\(command)' takes no '\(name)' here. /api/jobs/forms lists what it takes.")
        }
        var options: [String] = []
        var positional: [String] = []
        for field in fields {
            let given = (values[field.name] ?? []).filter { !$0.isEmpty }
            guard given.count <= 1 || field.isRepeating else {
                throw Problem.badRequest("'\(field.name)' takes one value.")
            }
            guard !field.isRequired || !given.isEmpty else {
                throw Problem.badRequest("'\(field.name)' is missing.")
            }
            for value in given {
                guard !value.unicodeScalars.contains(where: { $0.value < 32 }), value.utf8.count <= 4096
                else {
                    throw Problem.badRequest("'\(field.name)' holds what no value has.")
                }
                guard field.kind == .flag || isAllowed(value) else {
                    throw Problem.badRequest("'\(field.name)' leads out of the folders that are served.")
                }
                switch field.kind {
                case .flag: if value == "true" { options.append("--\(field.name)") }
                case .option: options.append("--\(field.name)=\(value)")
                case .positional: positional.append(value)
                }
            }
        }
        return [command] + options + ["--json"] + (positional.isEmpty ? [] : ["--"] + positional)
    }
}
