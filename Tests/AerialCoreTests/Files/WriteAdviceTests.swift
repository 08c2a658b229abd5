import Foundation
import Testing

@testable import AerialCore

/// A file that cannot be written: the advice is about its own cause.
struct WriteAdviceTests {
    @Test(arguments: [
        (ENOSPC, "Make room"), (EDQUOT, "Make room"), (EACCES, "permissions"), (EPERM, "permissions"),
        (EROFS, "another place"), (ENOENT, "Make the folder"), (ENOTDIR, "is a file"), (EIO, "Check that"),
    ]) func adviceFitsTheCause(number: Int32, said: String) {
        let advice = WriteAdvice.sentence(String(cString: strerror(number)))
        #expect(advice.contains(said), "\(advice)")
    }

    @Test func foundationsCausesAreKnownToo() {
        for (code, said) in [
            (CocoaError.Code.fileWriteOutOfSpace, "Make room"), (.fileWriteNoPermission, "permissions"),
            (.fileNoSuchFile, "Make the folder"), (.fileWriteVolumeReadOnly, "another place"),
        ] { #expect(WriteAdvice.sentence(CocoaError(code).fileReason).contains(said)) }
    }
}
