internal import SparkConnect

/// Words of a command line as records and reports may keep them.
enum RecordedWords {
    /// This process's command line.
    static var commandLine: [String] { CommandLine.arguments.map(hidingSecrets) }

    /// The word, or an address of Spark without its token.
    static func hidingSecrets(_ word: String) -> String {
        word.contains("sc://") ? SparkAddress.withoutSecrets(word) : word
    }
}
