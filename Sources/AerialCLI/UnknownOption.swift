internal import Aerial
internal import ArgumentParser

/// A word that looks like an option of a command and is none. The argument parser tells of what is missing first, so a
/// misspelt option that must be given would never be named.
struct UnknownOption: Equatable {
    /// With its dashes.
    let word: String
    let command: String
    /// The options that the command has.
    let known: [String]

    /// - Parameter arguments: without the program's name.
    /// - Returns: `nil` when all are known, or help is asked for.
    static func first(in arguments: [String]) -> UnknownOption? {
        let (command, names, rest) = command(of: arguments)
        let words = rest.prefix { $0 != "--" }
        guard command.configuration.subcommands.isEmpty, !words.contains("--help"), !words.contains("-h")
        else { return nil }
        let known = options(of: command)
        let given = words.filter { $0.hasPrefix("--") || isShort($0) }.map { String($0.prefix { $0 != "=" }) }
        guard let word = given.first(where: { !known.contains($0) && !Self.short.contains($0) }) else {
            return nil
        }
        return UnknownOption(word: word, command: names.joined(separator: " "), known: known)
    }

    /// The short options that commands have.
    private static let short = ["-h", "-q"]

    private static func isShort(_ word: String) -> Bool { word.wholeMatch(of: /-[A-Za-z].*/) != nil }

    private static func command(
        of arguments: [String]
    ) -> (command: any ParsableCommand.Type, names: [String], rest: ArraySlice<String>) {
        var command: any ParsableCommand.Type = AerialCommand.self
        var names = ["aerial"]
        var rest = arguments[...]
        while let word = rest.first,
            let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == word }
            )
        {
            command = next
            names.append(word)
            rest = rest.dropFirst()
        }
        return (command, names, rest)
    }

    /// As the command's own help tells of them, hidden ones too, and those of every command.
    private static func options(of command: any ParsableCommand.Type) -> [String] {
        let help = AerialCommand.helpMessage(for: command, includeHidden: true, columns: 1000)
        let told = help.matches(of: /--[a-z0-9][a-z0-9\-]*/).map { String($0.output) }
        return Array(Set(told + ["--version", "--help-hidden", "--experimental-dump-help"])).sorted()
    }

    /// What may have been meant: an option that starts so, or one at most two letters away.
    var meant: String? {
        guard Self.isShort(word) else { return Misspelling.nearest(to: word, among: known) }
        let starting = known.filter { $0.hasPrefix("-" + word) }
        return starting.min { $0.count < $1.count }
    }

    var message: String {
        let hint = meant.map { " Did you mean '\($0)'?" } ?? ""
        return
            "Error: '\(command)' has no option '\(word)'.\(hint)\n  See '\(command) --help' for more information."
    }
}
