import AerialCore
import Testing

/// Texts of others on their way into tables, terminals and reports.
struct TravellingTextTests {
    @Test func whatASpreadsheetWouldRunIsGuardedAndComesBack() {
        for text in [
            "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''", "'",
            "'s-Hertogenbosch", "Forêt",
            "", "-", "-12.5", "1e-5", "=", "''=1",
        ] {
            let guarded = SpreadsheetText.guarded(text)
            #expect(SpreadsheetText.opened(guarded) == text, "\(text)")
            if let first = guarded.utf8.first, guarded.utf8.count > 1, Double(guarded) == nil {
                #expect(!"=+-@\t\r".utf8.contains(first), "\(text)")
            }
        }
        #expect(SpreadsheetText.guarded("-12.5") == "-12.5" && SpreadsheetText.guarded("Forêt") == "Forêt")
        #expect(SpreadsheetText.opened("'s-Hertogenbosch") == "'s-Hertogenbosch")
    }

    @Test func controlCharactersAreShown() {
        #expect("a\u{1B}[31mb".withVisibleControls == "a\\u001b[31mb")
        #expect("\u{7}\u{7F}\u{9B}\u{202E}\r".withVisibleControls == "\\u0007\\u007f\\u009b\\u202e\\u000d")
        #expect("a\tb\nForêt 北 👩‍👩‍👧".withVisibleControls == "a\tb\nForêt 北 👩‍👩‍👧")
    }

    @Test func pathsBecomeNames() {
        #expect(FileName.of("/home/anna/secret/dataset/") == "dataset")
        #expect(FileName.of("../data/county.tif") == "county.tif")
        #expect(!FileName.of(".").isEmpty && FileName.of(".") != ".")
        #expect(FileName.of("https://host/a.tif") == "https://host/a.tif")
        #expect(FileName.of("https://anna:word@host/a.tif?X-Amz-Signature=5a&b=1") == "https://host/a.tif")
        #expect(
            FileName.shortened([
                "/usr/bin/aerial", "score", "model", "--out=/home/a/b.csv", "--gsd", "0.5", "a/b.tif",
            ])
                == ["aerial", "score", "model", "--out=b.csv", "--gsd", "0.5", "a/b.tif"])
    }
}
