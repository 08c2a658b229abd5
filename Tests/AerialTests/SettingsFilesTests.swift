import Foundation
import Testing

@testable import Aerial

/// Files of settings that cannot be used: what is wrong, in which line, and none of the file's text or the parser's drawings.
struct SettingsFilesTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "settings-\(UUID().uuidString)"
    ).path

    private static let readers: [@Sendable (String) throws -> Void] = [
        { _ = try LegendFile.legend($0) }, { _ = try ClassMapping(file: $0) },
        { _ = try AreasFile(path: $0) },
        { _ = try RecipeFile(path: $0) },
    ]

    private func words(_ reader: @escaping (String) throws -> Void, of content: Data?) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/settings.yaml"
        try content?.write(to: URL(fileURLWithPath: path))
        let error = try #require(throws: CommandError.self) { try reader(content == nil ? folder : path) }
        return "\(error)"
    }

    @Test(arguments: readers.indices) func anErrorOfYAMLNamesItsLine(reader: Int) throws {
        let text = "name: a\nclasses:\n  - name: [a, b\n" + String(repeating: "x", count: 5000) + ": }\n"
        let words = try words(Self.readers[reader], of: Data(text.utf8))
        #expect(words.contains("settings.yaml") && words.contains("line "), "\(words)")
        #expect(!words.contains("xxxx") && !words.contains("^") && words.count < 600)
    }

    @Test(arguments: readers.indices) func aFolderABinaryFileAndALargeOneAreToldApart(reader: Int) throws {
        #expect(try words(Self.readers[reader], of: nil).contains("it is a folder"))
        #expect(
            try words(Self.readers[reader], of: Data([0x89, 0x50, 0xFF, 0xFE])).contains("no UTF-8 text"))
        #expect(try words(Self.readers[reader], of: Data(count: 5 << 20)).contains("more than 4 MB"))
    }

    @Test(arguments: readers.indices) func aMissingFileIsSaidToBeMissing(reader: Int) throws {
        let error = try #require(throws: CommandError.self) {
            try Self.readers[reader](folder + "/none.yaml")
        }
        #expect("\(error)".contains("there is no"), "\(error)")
    }

    @Test func aKeyThatStandsTwiceIsNamed() throws {
        let words = try words({ _ = try ClassMapping(file: $0) }, of: Data("a: B\nb: C\na: D\n".utf8))
        #expect(words.contains("'a' stands there more than once"), "\(words)")
    }

    @Test func aLegendThatIsNoMappingIsToldSo() throws {
        let words = try words({ _ = try LegendFile.legend($0) }, of: Data("just a note\n".utf8))
        #expect(words.contains("'key: value'") && !words.contains("''"), "\(words)")
    }

    @Test(arguments: [
        ("name: n\nclasses:\n  - name: Forest\n    code: [12]\n", "'code:' in the class 'Forest'"),
        ("titel: n\nclasses:\n  - name: Forest\n", "'titel:' beside 'classes:'"),
    ]) func aLegendsMisspeltNameIsNamedAndNotPassedOver(text: String, expected: String) throws {
        let words = try words({ _ = try LegendFile.legend($0) }, of: Data(text.utf8))
        #expect(words.contains(expected), "\(words)")
    }
}
