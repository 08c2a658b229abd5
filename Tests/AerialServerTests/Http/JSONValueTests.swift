import AerialCore
import Foundation
import Testing

@testable import AerialServer

/// Values of JSON keep what they hold, and never write a number that JSON does not have.
struct JSONValueTests {
    private func back(_ value: JSONValue) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: value.encoded)
    }

    @Test(arguments: [
        "", "森 éclair", "\u{0}\u{1}\u{1F}", "\"\\/", "</script>", "\u{2028}\u{2029}", "😀🏳️‍🌈", "e\u{301}",
        "a\r\n\tb", "NaN", "null",
    ])
    func textsComeBackAsWritten(text: String) throws {
        let value: JSONValue = ["a": .text(text), "b": [.text(text)]]
        let again = try back(value)
        #expect(again == value)
        // To the byte: Swift takes texts for equal that are written with other scalars.
        #expect(again["a"]?.text.map { Array($0.utf8) } == Array(text.utf8))
        // Foundation's own reader agrees.
        let other = try JSONSerialization.jsonObject(with: value.encoded) as? [String: Any]
        #expect(other?["a"] as? String == text)
    }

    @Test(arguments: [
        0.1, -71.4258093, 1.0 / 3, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e-7, 123456.789,
        .leastNonzeroMagnitude, .leastNormalMagnitude,
    ])
    func numbersComeBackToTheLastBit(number: Double) throws {
        #expect(try back(.number(number)) == .number(number))
    }

    @Test(arguments: [0, 1, -1, 255, 1 << 53, (1 << 53) + 1, .max, .min])
    func wholeNumbersComeBackToTheLastDigit(number: Int) throws {
        let value = JSONValue.integer(number)
        #expect(value.encodedText == "\(number)")
        #expect(try back(value) == value)
    }

    @Test(arguments: [Double.nan, .signalingNaN, .infinity, -.infinity])
    func whatIsNoNumberIsNull(number: Double) {
        #expect(JSONValue(number) == .null)
        // One that got in by another way does not take the rest of the answer with it.
        let value: JSONValue = ["bad": .number(number), "list": [.number(number), 2], "good": "kept"]
        #expect(value.encodedText == #"{"bad":null,"good":"kept","list":[null,2]}"#)
    }

    @Test func whatIsAbsentIsNull() {
        #expect(JSONValue(nil as String?) == .null)
        #expect(JSONValue(nil as Double?) == .null)
        #expect(JSONValue("" as String?) == .text(""))
        #expect(JSONValue(0.0) == .number(0))
    }

    /// Tags and caches hang on it.
    @Test func theSameValueHasTheSameBytesWhateverTheOrderOfItsKeys() {
        var generator = SeededGenerator(seed: 3)
        let members = (0..<40).map { ("k\($0)é", JSONValue.integer($0)) }
        let first = JSONValue.object(Dictionary(uniqueKeysWithValues: members)).encoded
        for _ in 0..<5 {
            let shuffled = members.shuffled(using: &generator)
            #expect(JSONValue.object(Dictionary(uniqueKeysWithValues: shuffled)).encoded == first)
        }
    }

    @Test func truthIsNoNumberAndANumberNoTruth() throws {
        let read = try JSONDecoder().decode(JSONValue.self, from: Data("[true,false,1,0,null,\"1\"]".utf8))
        #expect(read == [true, false, 1, 0, .null, "1"])
    }

    @Test func onlyObjectsHaveMembersAndOnlyTextsAText() {
        let value: JSONValue = ["a": ["b": "c"], "n": 1]
        #expect(value["a"]?["b"]?.text == "c")
        #expect(value["n"]?.text == nil && value["n"]?["b"] == nil && value["x"] == nil)
        #expect((["a"] as JSONValue)["a"] == nil)
        // Of members that stand twice the last one counts, and nothing traps.
        #expect((["a": 1, "a": 2] as JSONValue).encodedText == #"{"a":2}"#)
    }

    /// A command's result is read from a child, which may print anything.
    @Test func numbersBeyondWholeOnesAndDeepNestingAreTakenOrRefusedWithoutATrap() throws {
        let large = try JSONDecoder().decode(JSONValue.self, from: Data("[18446744073709551616,-1e30]".utf8))
        #expect(large == [.number(18_446_744_073_709_551_616), .number(-1e30)])
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(JSONValue.self, from: Data(deep.utf8)) }
        for text in ["", "{", "[1,", "{\"a\":}", "nan", "[1e999]", "\"\\ud800\""] {
            #expect(throws: (any Error).self, "\(text)") {
                try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
            }
        }
    }
}
