import AerialCore
import Testing

@testable import Scoring

struct AnswerSheetTests {
    private static let names = ["a", "b", "c", "d"]
    private static let plan = JobPlan.images(
        ImagePlan(groups: [ImagePlan.Group(root: "/data", names: names.map { "\($0).png" })]))
    private static let classes = ["Forest", "Shrub\tland"]

    private func scored(_ ordinal: Int, _ outputs: [Float] = [2, 1], label: String = "Forest") -> RowAnswer {
        RowAnswer(ordinal: ordinal, outcome: .output(outputs), label: label, confidence: 0.7)
    }

    private func sheet(_ answers: [RowAnswer], classes: [String]? = Self.classes) -> AnswerSheet {
        var sheet = AnswerSheet(plan: Self.plan, classNames: classes)
        for answer in answers { sheet.take(answer) }
        return sheet
    }

    private func expectRefusal(_ answers: [RowAnswer], saying part: String, classes: [String]? = Self.classes)
    {
        let sheet = sheet(answers, classes: classes)
        let error = #expect(throws: ScoringError.self) { try sheet.check() }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    private var whole: [RowAnswer] {
        [
            scored(2), RowAnswer(ordinal: 0, outcome: .nodata("empty")),
            scored(3, [1, 2], label: "Shrub\tland"),
            RowAnswer(ordinal: 1, outcome: .rejected("cut short")),
        ]
    }

    @Test func everyItemOnceIsInOrder() throws {
        let sheet = sheet(whole)
        try sheet.check()
        #expect(sheet.missing.isEmpty)
        guard case .nodata("empty") = sheet.outcome(at: 0),
            case .rejected("cut short") = sheet.outcome(at: 1),
            case .output([2, 1]) = sheet.outcome(at: 2)
        else { return #expect(Bool(false)) }
    }

    @Test func missingItemsAreNamed() {
        expectRefusal(Array(whole.dropLast()), saying: "1 of 4 items have no answer (/data/b.png)")
        #expect(sheet([whole[0]]).missing == [0, 1, 3])
        expectRefusal([], saying: "4 of 4 items have no answer")
    }

    @Test func aPartOfTheItemsIsWholeByItself() throws {
        func part(_ answers: [RowAnswer]) -> AnswerSheet {
            var sheet = AnswerSheet(plan: Self.plan, items: 1..<3, classNames: nil, valueCount: 2)
            for answer in answers { sheet.take(answer) }
            return sheet
        }
        func views(_ ordinal: Int, _ values: [Float]) -> RowAnswer {
            RowAnswer(ordinal: ordinal, outcome: .output(values))
        }
        let outcomes = try part([views(2, [3, 4]), views(1, [1, 2])]).wholeOutcomes()
        guard outcomes.count == 2, case .output([1, 2]) = outcomes[0], case .output([3, 4]) = outcomes[1]
        else { return #expect(Bool(false)) }
        #expect(part([views(2, [3, 4])]).missing == [1])
        for wrong in [views(0, [1, 2]), views(3, [1, 2]), views(1, [1, 2, 3])] {
            #expect(throws: ScoringError.self) {
                try part([views(2, [3, 4]), views(1, [1, 2]), wrong].suffix(2)).check()
            }
        }
    }

    @Test func repeatedItemsAreNamed() {
        expectRefusal(whole + [whole[0]], saying: "/data/c.png was answered more than once")
    }

    @Test func aRepeatedItemDoesNotStandForAMissingOne() {
        expectRefusal(Array(whole.dropLast()) + [whole[0]], saying: "1 of 4 items have no answer")
    }

    @Test func itemsBeyondThePlanAreNamed() {
        expectRefusal(whole + [scored(4)], saying: "an item 4 that was not asked for")
    }

    @Test func rowsWithoutAnItemAreTold() {
        expectRefusal(
            whole + [RowAnswer(ordinal: nil, outcome: .rejected("the row is too long"))],
            saying: "named no item: the row is too long")
    }

    @Test func contradictionsAreNoRejections() {
        let answer = RowAnswer(
            ordinal: 1, outcome: .rejected("\(RowAnswer.contradictionPrefix): item 1 is another"))
        expectRefusal(Array(whole.dropLast()) + [answer], saying: "contradicts the plan")
    }

    @Test func aLabelThatTheOutputsDoNotGiveIsRefused() {
        expectRefusal(
            [scored(2, [1, 2])] + whole.dropFirst(), saying: "'Forest' is not the class of its outputs")
        expectRefusal([scored(2, [1, 2, 3])] + whole.dropFirst(), saying: "3 outputs for 2 classes")
    }

    @Test func featuresAreAsManyForEveryView() throws {
        func features(_ counts: [Int]) -> [RowAnswer] {
            counts.enumerated().map {
                RowAnswer(ordinal: $0, outcome: .output([Float](repeating: 1, count: $1)))
            }
        }
        try sheet(features([6, 6, 6, 6]), classes: nil).check()
        expectRefusal(features([6, 6, 5, 6]), saying: "5 features instead of 1 x 6", classes: nil)
        let turned = JobPlan.images(
            ImagePlan(groups: [
                .init(root: "/a.png", names: nil, turns: 3), .init(root: "/b.png", names: nil),
            ]))
        var sheet = AnswerSheet(plan: turned, classNames: nil)
        for answer in features([6, 2]) { sheet.take(answer) }
        try sheet.check()
    }

    @Test func aLineThatIsNoAnswerIsTold() {
        var sheet = sheet(whole)
        sheet.take(AnswerDefect("it has 2 fields instead of 6"), line: "1\tscored")
        let error = #expect(throws: ScoringError.self) { try sheet.check() }
        #expect(error?.description.contains("it has 2 fields") == true)
    }
}
