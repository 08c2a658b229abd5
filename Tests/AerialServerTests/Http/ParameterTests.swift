import AerialCore
import Foundation
import Testing

@testable import AerialServer

/// A value that a request names is taken or refused as the document says, and refused with words that help.
struct ParameterTests {
    private func isTaken(_ text: String, _ kind: Parameter.Kind) -> Bool {
        do { try Parameter.query("value", kind, "").check(text) } catch { return false }
        return true
    }

    @Test(arguments: [
        ("0", true), ("7", true), ("-3", true), ("+3", true), ("007", true), ("8", false), ("-4", false),
        ("", false), (" 1", false), ("1 ", false), ("1.0", false), ("1e0", false), ("٣", false), ("１", false),
        ("99999999999999999999", false), ("-99999999999999999999", false), ("0x1", false), ("1,0", false),
    ])
    func aWholeNumberStandsInItsRange(text: String, isTaken: Bool) {
        #expect(self.isTaken(text, .integer(-3...7)) == isTaken)
    }

    @Test(arguments: [
        ("-90", true), ("90", true), ("90.0000001", false), ("-90.0000001", false), ("4.5e1", true),
        ("1e400", false), ("nan", false), ("NaN", false), ("inf", false), ("-infinity", false), ("", false),
        ("1,5", false), (" 1", false), ("1 ", false), ("--1", false), ("-0", true),
    ])
    func aNumberIsFiniteAndInItsRange(text: String, isTaken: Bool) {
        #expect(self.isTaken(text, .number(-90...90)) == isTaken)
    }

    @Test(arguments: [
        ("0", true), ("255", true), ("256", false), ("1-3-4", true), ("4-3-1", true), ("1-1", true),
        ("", false), ("-", false), ("1-", false), ("-1", false), ("1--2", false), ("01", false),
        ("1,2", false),
        ("300-1", false), ("٣", false), ("1-2 ", false),
    ])
    func bytesAreNumbersUpTo255(text: String, isTaken: Bool) {
        #expect(self.isTaken(text, .bytes) == isTaken)
    }

    @Test func bytesComeBackAsASet() throws {
        let every = (0...255).map(String.init).joined(separator: "-")
        #expect(isTaken(every, .bytes))
        #expect(Arguments(["only": every]).bytes("only") == Set(0...255))
        #expect(Arguments(["only": "3-1-3"]).bytes("only") == [1, 3])
        #expect(Arguments([:]).bytes("only") == nil)
        // As long a text as is taken, and one that is longer: nothing looks through megabytes.
        let long = String(repeating: "9-", count: 511) + "9"
        #expect(long.utf8.count == 1023)
        #expect(isTaken(long, .bytes))
        #expect(!isTaken(long + "-1", .bytes))
    }

    @Test func aNameIsAtMost120LettersLong() {
        #expect(isTaken(String(repeating: "a", count: 120), .name))
        #expect(!isTaken(String(repeating: "a", count: 121), .name))
        let names = [String](repeating: String(repeating: "b", count: 120), count: 3).joined(separator: ",")
        #expect(isTaken(names, .names(2...3)))
        #expect(!isTaken(names + "b", .names(2...3)))
    }

    @Test(arguments: [
        "a/", "/a", "a\\b", "a\0b", "a%2f", "a\tb", "a&b", "a<b", "a\"b", "森", "é", "e\u{301}", "a\u{200B}",
        "/\u{301}", ".", "..", "...", ".a", "\u{FEFF}a", "a\r\nb",
    ])
    func aNameHoldsNothingThatAPathOrAPageCouldMean(text: String) {
        #expect(!isTaken(text, .name))
        #expect(!isTaken("a,\(text)", .names(2...20)))
    }

    @Test func textsAreCountedInCharactersNotInBytes() {
        #expect(isTaken(String(repeating: "森", count: 200), .text(longest: 200)))
        #expect(isTaken(String(repeating: "😀", count: 200), .text(longest: 200)))
        #expect(!isTaken(String(repeating: "a", count: 201), .text(longest: 200)))
        #expect(!isTaken("", .text(longest: 200)))
        // A letter with a thousand accents is one to Swift, and no short text.
        #expect(!isTaken("a" + String(repeating: "\u{301}", count: 1000), .text(longest: 200)))
    }

    @Test func aWordIsOneOfThoseAndNothingLikeIt() {
        let kind = Parameter.Kind.word(["before", "after"])
        #expect(isTaken("before", kind) && isTaken("after", kind))
        for text in ["Before", "before ", "", "befor", "before,after"] { #expect(!isTaken(text, kind)) }
    }

    @Test func aBoxIsWestSouthEastNorth() throws(Problem) {
        let box = try Parameter.box("-71.5,42,-71.25,42.5", name: "box")
        #expect(box == MapBounds(minX: -71.5, minY: 42, maxX: -71.25, maxY: 42.5))
        // A place has no extent, and beyond the date line the numbers go on.
        #expect(try Parameter.box("1,2,1,2", name: "box").width == 0)
        #expect(try Parameter.box("170,-20,190,-10", name: "box").width == 20)
        #expect(try Parameter.box("-540,-540,540,540", name: "box").height == 1080)
    }

    @Test(arguments: [
        "", ",,,", "1,2,3,", "1,2,3,4,5", "1 ,2,3,4", "1;2;3;4", "inf,0,inf,1", "0,0,nan,1", "0,0,541,1",
        "-540.0001,0,1,1", "0,1,1,0", "1,0,0,1", "١,٢,٣,٤",
    ])
    func whatIsNoBoxIsRefusedByName(text: String) {
        #expect {
            try Parameter.box(text, name: "where")
        } throws: { error in
            let problem = error as? Problem
            return problem?.status == 400 && problem?.detail.contains("'where'") == true
        }
    }

    @Test func aRefusalNamesTheParameterAndWhatItTakes() {
        let kinds: [(Parameter.Kind, String)] = [
            (.integer(1...24), "1 to 24"), (.number(-90...90), "-90.0 to 90.0"), (.name, "letters"),
            (.names(2...20), "2 to 20"), (.word(["a", "b"]), "a, b"), (.text(longest: 9), "1 to 9"),
            (.bytes, "0 to 255"), (.box, "west,south,east,north"),
        ]
        for (kind, words) in kinds {
            #expect {
                try Parameter.query("thing", kind, "").check("")
            } throws: { error in
                guard let problem = error as? Problem else { return false }
                return problem.status == 400 && problem.detail.contains("'thing'")
                    && problem.detail.contains(words)
            }
        }
    }

    /// Whoever reads the document and checks by its pattern comes to the same end as the service.
    @Test func thePatternOfTheDocumentSaysWhatTheServiceTakes() throws {
        var generator = SeededGenerator(seed: 11)
        let letters = Array("aZ09-_.,/ é%-,-,2")
        for kind in [Parameter.Kind.name, .names(2...3), .bytes] {
            let parameter = Parameter.query("value", kind, "")
            let pattern = try Regex(try #require(parameter.document["schema"]?["pattern"]?.text))
            var taken = 0
            for _ in 0..<1500 {
                let length = Int.random(in: 0...7, using: &generator)
                let text = String((0..<length).map { _ in letters.randomElement(using: &generator) ?? "a" })
                let isTaken = isTaken(text, kind)
                #expect((text.wholeMatch(of: pattern) != nil) == isTaken, "'\(text)'")
                if isTaken { taken += 1 }
            }
            #expect(taken > 20)
        }
    }

    @Test func whatIsAbsentIsAbsentAndNotZero() throws {
        let arguments = Arguments(["count": "6", "lon": "-71.5", "box": "1,2,3,4"])
        #expect(arguments.integer("count") == 6 && arguments.number("lon") == -71.5)
        #expect(try arguments.box("box")?.maxY == 4)
        #expect(arguments.integer("limit") == nil && arguments.number("lat") == nil)
        #expect(try arguments.box("other") == nil)
        #expect(arguments.optional("class") == nil && arguments.text("class") == "")
    }

    @Test func aBodyThatIsNotTheJSONAskedForIsABadRequest() throws {
        struct Wanted: Decodable { let mark: String }
        for text in [
            "", "{", "[]", "null", "{\"mark\":1}", "{\"mark\":null}", "{}", "\u{FEFF}", "mark=accept",
        ] {
            #expect(throws: Problem.self) { try Arguments([:], body: Data(text.utf8)).json(Wanted.self) }
        }
        // No UTF-8, and cut short.
        for bytes in [[0xFF, 0xFE, 0x7B], Array("{\"mark\":\"\u{e9}\"}".utf8.dropLast(3))] as [[UInt8]] {
            #expect(throws: Problem.self) { try Arguments([:], body: Data(bytes)).json(Wanted.self) }
        }
        #expect(try Arguments([:], body: Data("{\"mark\":\"森\"}".utf8)).json(Wanted.self).mark == "森")
    }
}
