import Testing

@testable import AerialCore

/// File names as disks tell them apart.
struct ExactNameTests {
    /// An e with an acute: as one scalar, and as a letter with a mark.
    private let forms = ["caf\u{E9}", "cafe\u{301}"]

    @Test func twoUnicodeFormsAreTwoNames() {
        #expect(forms[0] == forms[1])
        #expect(ExactName(forms[0]) != ExactName(forms[1]))
        #expect(Set(forms.map(ExactName.init)).count == 2)
        #expect(ExactName(forms[0]) == ExactName(String(decoding: Array(forms[0].utf8), as: UTF8.self)))
    }

    /// By their bytes as arrays.
    @Test func theyAreEqualWhereTheirBytesAre() {
        let names =
            forms + [
                "", "a", "A", "a/b", "\u{1F332}", "e\u{301}\u{323}", "e\u{323}\u{301}", "\u{212B}", "\u{C5}",
            ]
        for one in names {
            for other in names {
                let areEqual = Array(one.utf8) == Array(other.utf8)
                #expect((ExactName(one) == ExactName(other)) == areEqual)
                if areEqual { #expect(ExactName(one).hashValue == ExactName(other).hashValue) }
            }
        }
    }

    @Test func theirOrderIsThatOfTextsAndTheSameHoweverTheyCome() {
        let plain = ["b", "B", "10", "2", "лес", "", "a b"]
        #expect(plain.sortedNames() == plain.sorted())
        let bytes = [forms[1], "b", forms[0], "a"].sortedNames().map { Array($0.utf8) }
        #expect(bytes == [forms[0], "b", forms[1], "a"].sortedNames().map { Array($0.utf8) })
        #expect(bytes.count == 4 && bytes[0] == Array("a".utf8))
    }
}
