/// A file's name as a disk tells names apart, byte by byte. `String` takes two Unicode forms of a letter for one, and a
/// folder may hold a file of each.
package struct ExactName: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (one: ExactName, other: ExactName) -> Bool {
        one.text.utf8.elementsEqual(other.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension ExactName: Comparable {
    /// In the order of texts, and of two forms of one text in that of their bytes: the same on every machine.
    package static func < (one: ExactName, other: ExactName) -> Bool {
        one.text == other.text
            ? one.text.utf8.lexicographicallyPrecedes(other.text.utf8) : one.text < other.text
    }
}

extension Sequence<String> {
    /// Names of files, sorted.
    package func sortedNames() -> [String] { map(ExactName.init).sorted().map(\.text) }
}
