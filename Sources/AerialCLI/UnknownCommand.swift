internal import Aerial
internal import ArgumentParser

/// A word in a command's place that names none.
struct UnknownCommand: Equatable {
    let word: String
    /// The commands that could stand there.
    let known: [String]

    /// - Parameter arguments: without the program's name.
    /// - Returns: `nil` when the commands are known, or none is named.
    static func first(in arguments: [String]) -> UnknownCommand? {
        var command: any ParsableCommand.Type = AerialCommand.self
        for word in arguments {
            let choices = command.configuration.subcommands
            if choices.isEmpty || word.hasPrefix("-") || word == "help" { return nil }
            guard let next = choices.first(where: { $0.configuration.commandName == word }) else {
                return UnknownCommand(word: word, known: choices.compactMap { $0.configuration.commandName })
            }
            command = next
        }
        return nil
    }

    /// What may have been meant: a command that starts so, or one at most two letters away.
    var meant: String? { Misspelling.nearest(to: word, among: known) }

    var message: String {
        let hint = meant.map { "Did you mean '\($0)'?" } ?? "There are: \(known.joined(separator: ", "))."
        return "Error: there is no command '\(word)'. \(hint)\n  See 'aerial --help' for more information."
    }
}
