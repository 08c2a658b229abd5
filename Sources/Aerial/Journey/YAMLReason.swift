internal import Foundation
internal import Yams

/// What is wrong with a YAML file, for people: the parser's words with the place, and none of the file's text.
package enum YAMLReason {
    /// - Parameter error: what Yams threw, itself or inside of a decoder's error.
    package static func text(_ error: any Error) -> String {
        switch error {
        case DecodingError.dataCorrupted(let context):
            context.underlyingError.map(text) ?? context.debugDescription
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            "line \(mark.line), column \(mark.column): \(words(problem))"
        case YamlError.reader(let problem, _, _, _): "\(problem); save it as UTF-8 text"
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            "line \(context.mark.line): "
                + "\(Set(keys).sorted().map { "'\($0)'" }.joined(separator: ", ")) stands there more than once"
        case YamlError.dataCouldNotBeDecoded: "it is no UTF-8 text"
        default: "\(error)".split(separator: "\n").first.map(String.init) ?? "\(error)"
        }
    }

    private static func words(_ problem: String) -> String {
        guard problem == "found character that cannot start any token" else { return problem }
        return "\(problem); a TAB in the place of blanks, or a text with @, ` or % that needs quotes"
    }
}
