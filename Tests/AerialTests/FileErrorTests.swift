import Aerial
import Foundation
import Testing

/// What Foundation says of a file becomes a sentence: what failed, where, why, what to do next.
@Suite struct FileErrorTests {
    private let folder = Scratch()

    private func words(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "it went well"
        } catch { return "\(CommandError.inWords(error))" }
    }

    @Test func aCopyNamesThePlaceThatDoesNotTakeIt() throws {
        try Data("a".utf8).write(to: URL(fileURLWithPath: folder["a"]))
        let text = words {
            try FileManager.default.copyItem(atPath: folder["a"], toPath: folder["none/b"])
        }
        #expect(
            text
                == "cannot write \(folder["none/b"]): there is no such file or folder. Make the folder first."
        )
    }

    @Test func whatCannotBeReadIsNamed() {
        let text = words { _ = try FileManager.default.contentsOfDirectory(atPath: folder["none"]) }
        #expect(
            text
                == "cannot read \(folder["none"]): there is no such file or folder. Check that it is there and that you "
                + "may read it.")
    }

    @Test func otherErrorsKeepTheirWords() {
        #expect(words { throw CommandError("the map is empty.") } == "the map is empty.")
    }
}
