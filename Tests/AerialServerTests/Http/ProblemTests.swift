import Foundation
import HTTPTypes
import HummingbirdCore
import Testing

@testable import AerialServer

/// What went wrong is told as RFC 9457 has it, and nothing that is not meant for who asked.
struct ProblemTests {
    @Test func aProblemHasTheMembersOfRFC9457() throws {
        let problem = Problem.notFound("There is no job '<b>'.")
        #expect(
            problem.json == [
                "type": "about:blank", "status": 404, "title": "There is no such thing",
                "detail": "There is no job '<b>'.",
            ])
        #expect(problem.response.headers[.contentType] == "application/problem+json")
        #expect(problem.response.status.code == 404)
        #expect(problem.response.headers[.retryAfter] == nil)
        #expect(Problem.busy("Wait.").response.headers[.retryAfter] == "1")
    }

    @Test func problemsOfAKindDifferInNothingButTheDetail() {
        let kinds: [(String) -> Problem] = [
            Problem.badRequest, Problem.notFound, Problem.conflict, Problem.unusable, Problem.busy,
        ]
        #expect(kinds.map { $0("x").status } == [400, 404, 409, 422, 503])
        for kind in kinds {
            #expect(kind("one").title == kind("other").title)
            #expect(kind("one") != kind("other"))
        }
        #expect(Set(kinds.map { $0("x").title }).count == kinds.count)
    }

    private struct Told: Error, CustomStringConvertible { let description = "a.tif is cut short" }
    private struct Silent: Error { let secret = "/root/key" }

    @Test func anErrorThatSaysWhatHappenedIsHandedOnAndAnotherKeepsItsSecrets() {
        let problem = Problem.conflict("x")
        #expect(Problem(problem) == problem)
        #expect(Problem(Told()) == .unusable("a.tif is cut short"))
        let silent = Problem(Silent())
        #expect(silent.status == 500)
        #expect(!silent.json.encodedText.contains("/root/key"))
    }
}
