import AerialCore
import Foundation
import Testing

@testable import Aerial

/// Legends in files that a person writes.
struct LegendFileTests {
    private let folder = Scratch()

    private func legend(_ text: String, named name: String = "own.yaml") throws -> Legend {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder[name]))
        return try LegendFile.legend(folder[name])
    }

    /// As JSON writes it, which YAML reads too.
    private func quoted(_ text: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(text), as: UTF8.self)
    }

    private func text(of legend: Legend) throws -> String {
        let classes = try legend.classes.map { each in
            let codes = each.codes.map(String.init).joined(separator: ", ")
            return
                "  - color: \"\(each.color.hexadecimal)\"\n    name: \(try quoted(each.name))\n"
                + "    codes: [\(codes)]\n"
        }
        return "classes:\n\(classes.joined())name: \(try quoted(legend.name))\n"
    }

    @Test func everyBuiltInLegendIsFoundByItsName() throws {
        for legend in Legend.builtIn { #expect(try LegendFile.legend(legend.name) == legend) }
        #expect(Set(Legend.builtIn.map(\.name)).count == Legend.builtIn.count)
    }

    @Test func everyBuiltInLegendComesBackFromAFile() throws {
        for legend in Legend.builtIn { #expect(try self.legend(text(of: legend)) == legend) }
    }

    @Test(arguments: [UInt64](1...12)) func aLegendComesBackAsItIsWritten(seed: UInt64) throws {
        var source = SeededGenerator(seed: seed)
        let words = [
            "Wald", "森林", "غابة", "Лес", "Pasture/Hay", "a: b", "# 1", "\"", "'", "two\nlines", "null", "~",
            "yes",
            "1.50", "- x", "{a}", "[b]", "&c", "*d", "!e", "%f", "@g", "`h", "..", "<i>&", "𝛼🌲", "a\tb",
            " padded ",
        ].shuffled(using: &source)
        var codes = Array(-3...300).shuffled(using: &source)
        let classes = words.prefix(Int.random(in: 1...words.count, using: &source)).map { name in
            let count = Int.random(in: 0...5, using: &source)
            defer { codes.removeFirst(count) }
            return LandUseClass(
                name: name, codes: Array(codes.prefix(count)),
                color: LegendColor(
                    red: .random(in: 0...255, using: &source), green: .random(in: 0...255, using: &source),
                    blue: .random(in: 0...255, using: &source)))
        }
        let written = try Legend(name: "of \(words[0])", classes: classes)
        #expect(try legend(text(of: written)) == written)
    }

    @Test func wordsThatYAMLTakesForSomethingElseStayNames() throws {
        let legend = try legend(
            "classes:\n  - name: No\n  - name: 1.10\n  - name: 0x10\n  - name: 2020-01-01\n")
        #expect(legend.classNames == ["No", "1.10", "0x10", "2020-01-01"])
    }

    @Test func endsOfLinesAndAMarkOfTheEncodingSayNothing() throws {
        let text = "name: own\nclasses:\n  - name: Moor\n    codes: [1, 2]\n    color: '#010203'\n"
        let plain = try legend(text)
        #expect(try legend(text.replacing("\n", with: "\r\n")) == plain)
        #expect(try legend("\u{FEFF}" + text) == plain)
        #expect(try legend("# mine\n\n" + text + "\n\n# end") == plain)
    }

    @Test func codesAndColoursThatAreNotGivenAreThoseThatAllKnow() throws {
        let legend = try legend(
            "classes:\n  - name: Moor\n  - name: Forest\n  - {name: Developed, codes: []}\n")
        let known = try #require(Legend.nlcd6.classes.first { $0.name == "Forest" })
        #expect(legend.classes[1] == known)
        #expect(legend.classes[0].codes.isEmpty && legend.classes[2].codes.isEmpty)
        #expect(Set(legend.classes.map(\.color)).count == 3)
    }

    @Test(arguments: ["own.yaml", "my.own.yml", "Länder und Wälder", "a'b\"c.yaml", "#1.yaml"])
    func aLegendWithoutANameIsCalledAsItsFile(file: String) throws {
        let legend = try legend("classes:\n  - name: Moor\n", named: file)
        #expect(legend.name == (file as NSString).deletingPathExtension)
    }

    @Test func asManyClassesAsAByteCountsAndNoMore() throws {
        func text(_ count: Int) -> String {
            "classes:\n" + (1...count).map { "  - {name: c\($0), codes: [\($0)]}\n" }.joined()
        }
        let legend = try legend(text(255))
        #expect(legend.classes.count == 255 && legend.classIndex(ofCode: 255) == 254)
        try refused(LegendError.tooManyClasses(legend: "own", count: 256)) { try self.legend(text(256)) }
    }

    @Test(arguments: [
        ("classes:\n  - name: a\n    codes: [1.5]\n", "classes.Index 0.codes.Index 0"),
        ("classes:\n  - name: a\n    codes: [99999999999999999999]\n", "classes.Index 0.codes.Index 0"),
        ("classes:\n  - name: a\n    codes: 12\n", "classes.Index 0.codes"),
        ("classes:\n  - name: a\n  - [b]\n", "classes.Index 1"),
        ("classes: {}\n", "'classes'"), ("name: own\n", "'classes' is missing"),
        ("classes:\n  - codes: [1]\n", "'name' is missing"),
        ("- a\n- b\n", "no list of 'key: value' lines"), ("", "no list of 'key: value' lines"),
        ("classes:\n  - name: a\n---\nclasses:\n  - name: b\n", "line 3"),
        ("classes:\n  - name: a\n    codes: [1]\n    codes: [2]\n", "'codes' stands there more than once"),
        ("classes:\n  - name: a\n    color: red\n", "'red', the colour of 'a'"),
        ("classes:\n  - name: a\n    color: '#12345'\n", "'#12345', the colour of 'a'"),
        ("classes:\n  - name: a\n    color: '１２３４５６'\n", "the colour of 'a'"),
        ("classes:\n  - name: a\n5: x\n", "'5:' beside 'classes:'"),
        ("classes:\n  - &x {name: a}\n  - {<<: *x, name: b}\n", "'<<:' in the class 'b'"),
    ]) func whatIsNoLegendIsToldWithItsPlace(text: String, expected: String) throws {
        let error = try #require(throws: CommandError.self) { try legend(text) }
        #expect("\(error)".contains(expected), "\(error)")
        #expect("\(error)".contains(folder["own.yaml"]))
    }

    /// What is wrong with the legend is told with the file that it is of.
    private func refused(_ expected: LegendError, _ body: () throws -> Legend) throws {
        let error = try #require(throws: CommandError.self) { try body() }
        #expect("\(error)".contains("\(expected)") && "\(error)".contains(folder["own.yaml"]), "\(error)")
    }

    @Test func aNameOrACodeThatStandsTwiceIsTold() throws {
        try refused(.duplicateClass(legend: "own", name: "a")) {
            try legend("classes:\n  - name: a\n  - name: a\n")
        }
        try refused(.duplicateCode(legend: "own", code: 7, classes: ["a", "b"])) {
            try legend("classes:\n  - {name: a, codes: [7]}\n  - {name: b, codes: [6, 7]}\n")
        }
        // Town takes a code that Developed has where its own are not given.
        try refused(.duplicateCode(legend: "own", code: 22, classes: ["Developed", "Town"])) {
            try legend("classes:\n  - name: Developed\n  - {name: Town, codes: [22]}\n")
        }
        try refused(.noClasses(legend: "mine")) { try legend("name: mine\nclasses: []\n") }
    }

    @Test(arguments: [
        "color: #1f77b4", "color:", "color: # a comment", "color: null", "color: ~", "\"color\": #fff",
    ]) func aColourWithoutQuotesIsTold(line: String) throws {
        let error = try #require(throws: CommandError.self) {
            try legend("classes:\n  - name: Moor\n  - name: Bog\n    \(line)\n    codes: [1]\n")
        }
        for words in ["'Bog'", "Put the colour in quotes", folder["own.yaml"]] {
            #expect("\(error)".contains(words), "\(error)")
        }
        let quoted = try legend("classes:\n  - name: Bog\n    color: \"#1f77b4\"\n")
        #expect(quoted.classes[0].color == LegendColor(red: 0x1F, green: 0x77, blue: 0xB4))
    }

    @Test(arguments: ["codes:", "codes: null", "codes: # none"]) func codesOfNothingAreTold(line: String)
        throws
    {
        // Without a word they would be those that all know.
        let error = try #require(throws: CommandError.self) {
            try legend("classes:\n  - name: Forest\n    \(line)\n")
        }
        for words in ["'Forest'", "'codes:'", folder["own.yaml"]] {
            #expect("\(error)".contains(words), "\(error)")
        }
    }

    /// Codes with zeros before them, as three digits of CORINE's classes in a spreadsheet: YAML takes them for octal numbers.
    @Test(arguments: ["041", "010", "-07", "0x29", "0o51", "1_0", "1:30"])
    func codesThatYAMLReadsOtherwiseAreTold(
        code: String
    ) throws {
        let error = try #require(throws: CommandError.self) {
            try legend("classes:\n  - name: Moor\n    codes: [1, \(code)]\n")
        }
        for words in ["'Moor'", "the code \(code),", "without zeros", folder["own.yaml"]] {
            #expect("\(error)".contains(words), "\(error)")
        }
        #expect(
            try legend("classes:\n  - {name: Moor, codes: [0, -7, +5, 100]}\n").classes[0].codes == [
                0, -7, 5, 100,
            ])
    }

    @Test(arguments: ["name: \"\"", "name: ' '", "name:", "name: \"\\t\"", "{name: ''}"])
    func aClassWithoutANameIsTold(line: String) throws {
        let error = try #require(throws: CommandError.self) {
            try legend("classes:\n  - name: Moor\n  - \(line)\n")
        }
        #expect("\(error)".contains(folder["own.yaml"]), "\(error)")
    }

    @Test(arguments: ["[", "{a: ", "- ", "classes: [", "classes:\n  - name: ["])
    func aDeepNestIsRefused(beginning: String) {
        let text = beginning + String(repeating: "[", count: 100_000)
        #expect(throws: CommandError.self) { try legend(text) }
    }

    @Test func whereverAFileIsCutItIsReadOrRefused() throws {
        let whole = try text(of: Legend.nlcd6)
        let names = Legend.nlcd6.classNames
        for length in stride(from: 0, to: whole.count, by: 7) {
            do {
                let part = try legend(String(whole.prefix(length)))
                // The last name may be cut too.
                #expect(part.classNames.dropLast() == names.prefix(part.classes.count - 1))
            } catch { #expect(error is CommandError || error is LegendError, "\(error)") }
        }
    }

    @Test(arguments: ["", " ", "nlcd6 ", "NLCD6", "nlcd5", "none/own.yaml"])
    func whatIsNeitherANameNorAFileIsToldWithTheNames(argument: String) throws {
        let error = try #require(throws: CommandError.self) { try LegendFile.legend(argument) }
        #expect(Legend.builtIn.allSatisfy { "\(error)".contains($0.name) })
        #expect("\(error)".contains("'\(argument)'"))
    }
}
