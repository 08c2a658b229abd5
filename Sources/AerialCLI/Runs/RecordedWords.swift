/// Words of a command line as records and reports may keep them.
enum RecordedWords {
    /// This process's command line.
    static var commandLine: [String] { CommandLine.arguments.map(hidingSecrets) }

    /// A text without the secrets in its addresses: a token of Spark, a name and password before the host, and what
    /// follows a question mark, where signatures and tokens stand.
    static func hidingSecrets(_ text: String) -> String {
        guard text.contains("://") else { return text }
        return text.replacing(/(?<name>;(?!use_ssl|user_id)[^=;\s'"]+)=[^;\s'"]*/) {
            text.contains("sc://") ? "\($0.output.name)=..." : String($0.output.0)
        }
        .replacing(/(?<scheme>[A-Za-z][A-Za-z0-9+.\-]*:\/\/)[^\/@\s'"]*@/) {
            "\($0.output.scheme)***@"
        }
        .replacing(/(?<address>https?:\/\/[^\s?'"]+)\?[^\s'"]+/) { "\($0.output.address)?***" }
    }
}
