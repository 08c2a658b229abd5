internal import AerialCore
internal import Reporting

extension Fact {
    /// What every page says of how it was made.
    static func program() -> [Fact] {
        [Fact("Program", AerialVersion.programName), Fact("Made", Timestamp.now())]
    }

    /// The words that a page was made by, if there are any.
    static func command(_ words: [String]) -> [Fact] {
        words.isEmpty ? [] : [Fact("Command", words.joined(separator: " "), isVerbatim: true)]
    }
}
