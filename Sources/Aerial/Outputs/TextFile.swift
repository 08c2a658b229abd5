internal import AerialCore

/// Text files that appear whole or not at all; into a pipe or a device the text is written straight.
package enum TextFile {
    package static func write(_ text: String, to path: String) throws {
        do { try OutputFile.write(Array(text.utf8), to: path) } catch {
            throw CommandError(
                "cannot write \(path): \(error.reason). Check that the folder exists, is writable and has room."
            )
        }
    }
}
