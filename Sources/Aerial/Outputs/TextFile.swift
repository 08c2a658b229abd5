internal import AerialCore
internal import Foundation

/// Text files that appear whole or not at all; into a pipe or a device the text is written straight.
package enum TextFile {
    package static func write(_ text: String, to path: String) throws {
        do { try OutputFile.write(Array(text.utf8), to: path) } catch {
            throw CommandError.cannotWrite(path, error.reason)
        }
    }

    /// As JSON for people too: a line for each member, in the order of their names.
    static func writeJSON(_ value: some Encodable, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", to: path)
    }
}
