import Foundation
import Testing

@testable import Aerial

/// The lines of a class map, as people write them.
@Suite struct ClassMappingFileTests {
    private func mapping(_ text: String) throws -> ClassMapping {
        let folder = Scratch()
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder["map.yaml"]))
        return try ClassMapping(file: folder["map.yaml"])
    }

    @Test(arguments: [
        "a: A\nb: null\n1: One\n", "\u{FEFF}a: A\nb: null\n1: One\n", "a: A\r\nb: ~\r\n1: One\r\n",
        "{a: A, b: null, 1: One}", "# classes\n'a': \"A\"\nb:\n1: One  # the first\n",
        "---\na: A\nb: Null\n1: One",
    ]) func theSameLinesAreTheSameMapHoweverWritten(text: String) throws {
        #expect(try mapping(text) == ClassMapping(names: ["a": "A", "b": nil, "1": "One"]))
    }

    @Test func whatIsNotNamedKeepsItsName() throws {
        let map = try mapping("river: null\nrunway: Developed\n")
        #expect(map.className(forFolder: "river") == nil)
        #expect(map.className(forFolder: "runway") == "Developed")
        for name in ["Runway", "runway ", "", "null", "лес"] {
            #expect(map.className(forFolder: name) == name)
        }
        #expect(map.folders == ["river", "runway"])
    }

    /// A quoted word is that word: a class may be called so.
    @Test func quotedWordsAreNames() throws {
        let map = try mapping("a: 'null'\nb: \"~\"\nc: '12'\nд: вода\n'x: y': z\n")
        #expect(map.className(forFolder: "a") == "null" && map.className(forFolder: "b") == "~")
        #expect(map.className(forFolder: "c") == "12" && map.className(forFolder: "д") == "вода")
        #expect(map.className(forFolder: "x: y") == "z")
    }

    /// A country's code is no flag, and a number keeps its digits.
    @Test func namesAreTakenAsTheyStand() throws {
        let map = try mapping("no: yes\n007: 1e3\ntrue: off\n")
        #expect(map.className(forFolder: "no") == "yes" && map.className(forFolder: "007") == "1e3")
        #expect(map.className(forFolder: "true") == "off")
    }

    @Test(arguments: [
        "a: [b]\n", "a: {b: c}\n", "- a\n- b\n", "a\n", "a: A\na: B\n", "a: *b\n", "a: 'b\n", "\ta: b\n",
        "a: ''\n", "a: '  '\n", "a: \"\\n\"\n",
    ])
    func otherFormsAreRefused(text: String) {
        #expect(throws: CommandError.self) { try mapping(text) }
    }

    @Test func anEmptyFileIsRefused() {
        for text in ["", "\n", "# nothing\n", "---\n"] {
            #expect(throws: CommandError.self) { try mapping(text) }
        }
    }

    // MARK: Bands

    @Test func aListOfBandsIsNumbersNamesOrBothAndNothingElse() throws {
        for text in [
            "", ",", "1,", ",1", "1,,2", "red=", "=1", "red=1,2", "1,red", "red=0", "0", "-1", "1=1=1",
            "red=x",
        ] {
            #expect(BandList(text) == nil, "\(text)")
        }
        let both = try #require(BandList(" NIR = 4 , red=1,Green=2 ,blue=3"))
        #expect(both.names == ["nir", "red", "green", "blue"] && both.numbers == [4, 1, 2, 3])
        #expect(BandList("1.5")?.names == ["1.5"] && BandList("99999999999999999999")?.numbers == nil)
    }
}
