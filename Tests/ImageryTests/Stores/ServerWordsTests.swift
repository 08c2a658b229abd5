import Testing

@testable import Imagery

struct ServerWordsTests {
    @Test func aStoresRefusalIsReadOutOfItsXML() {
        let denied = "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>Access  Denied.</Message></Error>"
        #expect(ServerWords.reason(in: denied) == "Access Denied (AccessDenied)")
        #expect(ServerWords.reason(in: "<Error><Code>SlowDown</Code></Error>") == "SlowDown")
        #expect(ServerWords.reason(in: "<html>502 Bad Gateway</html>") == nil)
        #expect(ServerWords.reason(in: "<Code>") == nil)
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
