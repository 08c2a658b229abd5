import Testing

@testable import SparkConnect

struct FailureTests {
    private func error(_ errorClass: String, _ messages: String...) -> SparkError {
        SparkError(ServerFailure(errorClass: errorClass, messages: messages), place: "h:15002")
    }

    @Test func allCausesAreTold() {
        let text =
            "\(error("", "Job aborted", "Task failed", "Subprocess exited with status 70. Error: no model"))"
        #expect(text.contains("Job aborted"))
        #expect(text.contains("caused by: Subprocess exited with status 70. Error: no model"))
    }

    @Test func aPathThatIsNotThereIsOutOfReach() {
        guard case .pathNotInReach(let reason) = error("PATH_NOT_FOUND", "[PATH_NOT_FOUND] file:/nowhere")
        else {
            Issue.record("other")
            return
        }
        #expect(reason.contains("/nowhere"))
    }

    @Test func aSchemeThatTheClusterDoesNotKnowIsOutOfReach() {
        let found = error("", "cannot write", "No FileSystem for scheme \"s3a\"")
        guard case .pathNotInReach(let reason) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(reason.contains("s3a"))
    }

    @Test func aSessionThatTheServerForgotIsToldFromAFailure() {
        for name in ["INVALID_HANDLE.SESSION_NOT_FOUND", "INVALID_HANDLE.SESSION_CHANGED"] {
            guard case .sessionLost = error(name, "gone") else {
                Issue.record("\(error(name, "gone"))")
                return
            }
        }
    }

    @Test(arguments: ["3.5.7", "40.1.0", ""]) func aServerOfAnotherVersionIsNamed(version: String) throws {
        let error = #expect(throws: SparkError.self) {
            try SparkSession.checkVersion(version, place: "h:15002")
        }
        #expect(error == .otherVersion(place: "h:15002", version: version))
        #expect("\(try #require(error))".contains("Spark 4"))
    }

    @Test(arguments: ["4.0.0", "4.3.0-SNAPSHOT"]) func spark4IsSpokenWith(version: String) throws {
        try SparkSession.checkVersion(version, place: "h:15002")
    }

    @Test func aCancelledStatementIsInterrupted() {
        #expect(error("OPERATION_CANCELED", "cancelled") == .interrupted)
    }

    @Test func literalsOfSQLCannotBeLeft() {
        #expect(SQLText.literal(#"it's \ "#) == #"'it\'s \\ '"#)
        #expect(SQLText.name("a`b") == "`a``b`")
    }

    @Test func theChecksumIsThatOfZip() {
        #expect(CRC32.checksum(of: Array("123456789".utf8)) == 0xCBF4_3926)
    }
}
