import Foundation
import Testing

@testable import Imagery

struct ServerWordsTests {
    @Test func aStoresRefusalIsReadOutOfItsXML() {
        let denied =
            "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>Access  Denied.</Message></Error>"
        #expect(ServerWords.reason(in: denied) == "Access Denied (AccessDenied)")
        #expect(ServerWords.reason(in: "<Error><Code>SlowDown</Code></Error>") == "SlowDown")
        #expect(ServerWords.reason(in: "<html>502 Bad Gateway</html>") == nil)
        #expect(ServerWords.reason(in: "<Code>") == nil)
    }

    @Test func aStatusAloneIsPutIntoWords() {
        #expect(ServerWords.plain("HTTP response code: 403") == "access is denied")
        #expect(ServerWords.plain("HTTP response code: 404") == "it does not exist there")
        #expect(ServerWords.plain("Access Denied (AccessDenied)") == "Access Denied (AccessDenied)")
    }

    /// A wrong key stays wrong; a busy store is asked again.
    @Test(arguments: [
        ("no answer", true), ("Please reduce your request rate (SlowDown)", true),
        ("HTTP response code: 503", true), ("Access Denied (AccessDenied)", false),
        ("The specified bucket does not exist (NoSuchBucket)", false),
    ])
    func whatMayPassIsAskedAgain(refusal: String, passes: Bool) {
        #expect(ServerWords.mayPass(refusal) == passes)
    }
}

struct SignatureTests {
    @Test func aSignedAddressSaysWhenItEnds() throws {
        let s3 = "https://host/a.tif?X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600&X-Amz-Signature=5a"
        #expect(RemotePlace.signatureEnd(of: s3)?.ISO8601Format() == "2026-01-01T01:00:00Z")
        let azure = "https://host/a.tif?sv=2024&se=2026-01-31T10%3A00%3A00Z&sig=abc"
        #expect(RemotePlace.signatureEnd(of: azure)?.ISO8601Format() == "2026-01-31T10:00:00Z")
        #expect(RemotePlace.signatureEnd(of: "https://host/a.tif?se=1&X-Amz-Date=yesterday") == nil)
        #expect(RemotePlace.signatureEnd(of: "https://host/a.tif") == nil)
    }

    /// By date, 30 January 2026 at noon in seconds since 1970: 1,769,774,400.
    @Test(arguments: [
        ("2026-01-30T12:00:00Z", true), ("2026-01-30T12:00Z", true), ("2026-01-30T12%3A00Z", true),
        ("2026-01-30T12:00:00.0000000Z", true), ("2026-01-30", false),
    ]) func azuresShorterTimesAreRead(time: String, isNoon: Bool) {
        let end = RemotePlace.signatureEnd(of: "https://host/a.tif?sig=a&se=\(time)")
        let expected: Double = isNoon ? 1_769_774_400 : 1_769_774_400 - 12 * 3600
        #expect(end?.timeIntervalSince1970 == expected, "\(time)")
    }

    /// What is no time of a signature is not told as the reason why an address does not open.
    @Test(arguments: ["1e300", "-1e300", "-1", "nan", "inf", "-inf", "1e18", "", "a", "9223372036854775807"])
    func numbersOfSecondsThatAreNoTimeAreNone(seconds: String) {
        for maker in ["X-Amz", "X-Goog"] {
            let path = "https://127.0.0.1:9/a.tif?\(maker)-Date=20260101T000000Z&\(maker)-Expires=\(seconds)"
            #expect(RemotePlace.signatureEnd(of: path) == nil)
        }
        #expect(RemotePlace.signatureEnd(of: "https://host/a.tif?sig=a&se=\(seconds)") == nil)
    }

    @Test func noMessageNamesASignature() {
        let path = "https://anna:word@host/a.tif?sig=5a5a"
        for error in [
            ImageryError.cannotOpen(path: path, reason: "`/vsicurl/\(path)' not recognized"),
            .cannotRead(path: path, reason: "\(path): it broke off"), .missingGeoreference(path: path),
            .cannotList(path: path, reason: ""), .cannotStore(path: path, reason: ""),
            .noPolygons(path: path),
            .unreachable(path: path, reason: "HTTP error on \(path)."),
            .untrustedSource(path: path, names: path),
        ] {
            let text = error.description
            #expect(
                !text.contains("5a5a") && !text.contains("word") && text.contains("https://host/a.tif"),
                "\(text)")
        }
        let plain = ImageryError.cannotRead(path: path, reason: "it broke off").description
        #expect(plain.hasPrefix("cannot read https://host/a.tif: it broke off."))
    }

    /// It is told, and the signature itself is not.
    @Test func anEndedSignatureIsTheReason() {
        let path =
            "https://127.0.0.1:9/a.tif?X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-Signature=5a5a"
        let error = #expect(throws: ImageryError.self) { try Scene(path: path) }
        #expect(error?.description.contains("its signature ended at 2026-01-01T00:01:00Z") == true)
        #expect(error?.description.contains("5a5a") == false)
    }
}
