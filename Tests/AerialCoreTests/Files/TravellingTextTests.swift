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

    /// What stands before and after an address stays, whatever the signature is made of.
    @Test(arguments: [
        "secret", "5a%2Fsecret%3D", "a?secret=1", "x://secret", "secret'a\"b", "secret#secret", "@secret",
        "secret.=:",
    ])
    func signaturesAreHiddenWholeAndNothingElse(signature: String) {
        let plain = "https://host:8080/a%20b/c.tif"
        let signed = plain + "?se=2026&sig=" + signature
        #expect(FileName.withoutSecrets(signed).hasPrefix(plain))
        for (before, after) in [
            ("", ""), ("cannot open ", ": no answer."), ("'", "' is no file"),
            ("/vsicurl/", ", and it said \"why?\""),
            ("(", ") a@b"), ("out=", " next"),
        ] {
            let hidden = FileName.withoutSecrets(before + signed + after)
            #expect(!hidden.contains("secret"), "\(hidden)")
            #expect(hidden.hasPrefix(before + plain) && hidden.hasSuffix(after), "\(hidden)")
            // Nothing is left to hide.
            #expect(FileName.withoutSecrets(hidden) == hidden)
        }
        for login in ["anna", "anna:secret", "anna:se@cret", "@", "a:b:c"] {
            let hidden = FileName.withoutSecrets("open https://\(login)@host/a@b.tif?\(signature) now")
            #expect(hidden.hasPrefix("open https://host/a@b.tif") && hidden.hasSuffix(" now"), "\(hidden)")
            #expect(!hidden.contains("secret") && !hidden.contains("cret@"), "\(hidden)")
        }
    }

    /// GDAL's own form of an address with options.
    @Test func secretsInGDALsWordsAreHidden() {
        let url = "https%3A%2F%2Fhost%2Fa.tif"
        for (words, shown) in [
            ("/vsicurl?pc_url_signing=yes&pc_collection=naip&url=\(url)", nil),
            ("/vsicurl?url=\(url)%3Fsig%3Dsecret%26a%3Db", "/vsicurl?url=\(url)"),
            (
                "/vsicurl?url=\(url.lowercased())%3fsig%3dsecret&use_head=no",
                "/vsicurl?url=\(url.lowercased())&use_head=no"
            ),
            ("/vsicurl?url=https%3A%2F%2Fanna%3Asecret%40host%2Fa.tif", "/vsicurl?url=\(url)"),
            ("/vsicurl?cookie=secret&url=\(url)", "/vsicurl?cookie=&url=\(url)"),
            ("/vsicurl?url=\(url)&proxyuserpwd=a:secret", "/vsicurl?url=\(url)&proxyuserpwd="),
        ] as [(String, String?)] {
            #expect(FileName.withoutSecrets(words) == shown ?? words)
            #expect(FileName.of(words) == shown ?? words)
        }
    }

    @Test(arguments: [
        "a?b.tif", "/data/why?/a.tif", "anna@host", "/home/a@b/c.tif", "50%3F", "what? https://host/a",
        "s3://b/k.tif",
    ])
    func pathsWithoutSecretsStayAsTheyAre(path: String) {
        #expect(FileName.withoutSecrets(path) == path)
    }
}
