import AerialCore
import Foundation
import Testing

@testable import Scoring

/// Numbers of items, text of fields, and sheets in any order.
struct PlanArithmeticTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>) func aNumberLiesInTheRunThatHoldsIt(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // Runs without an item lie between the others, at both ends too.
        let counts = (0..<Int.random(in: 1...15, using: &generator)).map { _ in
            Bool.random(using: &generator) ? 0 : Int.random(in: 0...5, using: &generator)
        }
        let runs = NumberedRuns(counts: counts)
        let expected = counts.enumerated().flatMap { run, count in (0..<count).map { (run, $0) } }
        #expect(runs.count == expected.count)
        for (number, place) in expected.enumerated() {
            #expect(runs.place(of: number) == place)
        }
    }

    @Test func countsThatNoPlanHasDoNotOverflow() {
        #expect(NumberedRuns(counts: [Int.max, Int.min, -1, Int.max]).count == 2 << 32)
        #expect(NumberedRuns(counts: []).count == 0)
    }

    @Test func everyImageHasItsPathAndNumber() {
        let images = [
            ("/a/x.png", "/a"), ("/a/sub/y.png", "/a"), ("/one.png", "/one.png"), ("/b/\u{301}z.png", "/b"),
            ("/a/again.png", "/a"), ("/b c/<&>\n.tif", "/b c"),
        ].enumerated().map { ScoredImage(path: $1.0, source: $1.1, id: "\($0)", folder: nil) }
        let plan = ImagePlan(images: images) { $0 }
        #expect(plan.imageCount == images.count)
        for (number, image) in images.enumerated() {
            #expect(plan.image(at: number).path.utf8.elementsEqual(image.path.utf8))
            #expect(plan.image(at: number).turns == 1)
        }
        let moved = ImagePlan(images: images) { "/mnt" + $0 }
        #expect(
            (0..<images.count).allSatisfy { moved.image(at: $0).path == "/mnt" + plan.image(at: $0).path })
        #expect(ImagePlan(images: []) { $0 }.imageCount == 0)
    }

    /// One name in two Unicode forms: two folders on a disk.
    @Test func foldersOfTwoFormsOfANameStayApart() {
        let sources = ["/caf\u{E9}", "/cafe\u{301}"]
        let images = sources.map {
            ScoredImage(path: "\($0)/a.png", source: $0, id: "\($0)/a.png", folder: nil)
        }
        let plan = ImagePlan(images: images) { $0 }
        for (number, image) in images.enumerated() {
            #expect(plan.image(at: number).path.utf8.elementsEqual(image.path.utf8))
        }
    }

    @Test func aPlanOfImagesSurvivesItsFile() throws {
        let plan = JobPlan.images(
            ImagePlan(groups: [
                .init(root: "/数据", names: ["a.png", "é/\"b\".png"], turns: 4),
                .init(root: "/x.tif", names: nil),
                .init(root: "/empty", names: []),
            ]))
        let read = try JSONDecoder().decode(JobPlan.self, from: JSONEncoder().encode(plan))
        #expect(read == plan && read.itemCount == 3 && read.views(at: 1) == 4 && read.views(at: 2) == 1)
        for number in 0..<3 { #expect(read.contradiction(of: plan.request(at: number)) == nil) }
        for wrong in [-1, 3, Int.max] {
            #expect(read.contradiction(of: RowRequest(ordinal: wrong, content: .planned)) != nil)
        }
        let swapped = RowRequest(ordinal: 0, content: plan.request(at: 1).content)
        #expect(read.contradiction(of: swapped)?.contains("a.png") == true)
    }

    @Test(arguments: [
        "{}", "[]", "{\"images\":{}}", "{\"images\":{\"groups\":[{\"root\":\"/a\"}]}}", "{\"tiles\":{}}",
    ])
    func otherPlansAreRefused(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(JobPlan.self, from: Data(text.utf8)) }
    }

    @Test(arguments: [0, 5, -1, Int.max]) func turnsThatNoImageHasAreADefect(turns: Int) {
        let plan = JobPlan.images(ImagePlan(groups: [.init(root: "/a", names: ["b"], turns: turns)]))
        #expect(plan.defect != nil)
        #expect(JobPlan.images(ImagePlan(groups: [.init(root: "", names: nil)])).defect != nil)
    }

    @Test func aFieldIsCutBetweenLettersAndNeverWithin() {
        for letter in ["a", "ü", "山", "\u{1F30D}", "e\u{301}"] {
            let cleaned = FieldText.cleaned(String(repeating: letter, count: 3000))
            #expect(cleaned.utf8.count <= 2004 && cleaned.hasSuffix(" ..."))
            #expect(!cleaned.unicodeScalars.contains("\u{FFFD}"))
            let whole = String(repeating: letter, count: 2000 / letter.utf8.count)
            #expect(FieldText.cleaned(whole) == whole)
        }
    }

    @Test func cleaningTwiceIsCleaningOnce() {
        for text in ["", "\\N", "\\\\N", "a\tb\r\nc\u{7F}\u{9F}\u{2029}", " x ", "\u{A0}", "\u{0}"] {
            let once = FieldText.cleaned(text)
            #expect(FieldText.cleaned(once) == once)
            #expect(once != FieldText.null && !once.contains { $0 == "\t" || $0.isNewline })
        }
    }

    @Test func numbersOfItemsAreDigitsAlone() {
        for number in [0, 7, 1_000_000, 999_999_999_999_999_999] {
            #expect(FieldText.ordinal(String(number).utf8) == number)
        }
        for text in ["", "-0", "+1", " 1", "1 ", "1_000", "0x1", "1e3", "१२", "1234567890123456789", "\u{0}"]
        {
            #expect(FieldText.ordinal(text.utf8) == nil)
        }
    }

    @Test func theVerdictIsTheFirstOfTheLargest() throws {
        let verdict = try #require(RowAnswer.verdict(of: [1, 3, 3, -2]))
        let sum = [1.0, 3, 3, -2].reduce(0) { $0 + exp($1) }
        #expect(verdict.predictedClass == 1 && abs(Double(verdict.confidence) - exp(3) / sum) < 1e-6)
        #expect(RowAnswer.verdict(of: []) == nil)
        let sure = try #require(RowAnswer.verdict(of: [-3e38, 3e38]))
        #expect(sure.predictedClass == 1 && sure.confidence == 1)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func answersMayComeInAnyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let names = ["Forest", "a\tb", "\\N", ""]
        let plan = JobPlan.images(ImagePlan(groups: [.init(root: "/d", names: (0..<40).map { "\($0).png" })]))
        let answers = (0..<40).map { ordinal -> RowAnswer in
            switch ordinal % 5 {
            case 3: return RowAnswer(ordinal: ordinal, outcome: .nodata("\(ordinal) pixels"))
            case 4: return RowAnswer(ordinal: ordinal, outcome: .rejected("torn \(ordinal)\n"))
            default:
                let logits = (0..<4).map { _ in Float.random(in: -5...5, using: &generator) }
                let verdict = RowAnswer.verdict(of: logits)
                return RowAnswer(
                    ordinal: ordinal, outcome: .output(logits),
                    label: verdict.map { names[$0.predictedClass] },
                    confidence: verdict?.confidence)
            }
        }
        // Each answer goes through its line, as between machines.
        var sheet = AnswerSheet(plan: plan, classNames: names)
        for answer in answers.shuffled(using: &generator) { sheet.take(try RowAnswer(line: answer.line)) }
        let outcomes = try sheet.wholeOutcomes()
        #expect(outcomes.count == 40 && sheet.answeredCount == 40 && sheet.missing.isEmpty)
        for (answer, outcome) in zip(answers, outcomes) {
            switch outcome {
            case .output(let values): #expect(values == answer.outputs && answer.status == .scored)
            case .nodata(let reason): #expect(reason == answer.reason && answer.status == .nodata)
            case .rejected(let reason): #expect(reason == answer.reason && answer.status == .rejected)
            }
        }
        // Without one of them the sheet is not whole, and says which is missing.
        let left = Int.random(in: 0..<40, using: &generator)
        var part = AnswerSheet(plan: plan, classNames: names)
        for answer in answers where answer.ordinal != left { part.take(answer) }
        #expect(part.missing == [left])
        #expect(throws: ScoringError.self) { try part.wholeOutcomes() }
    }

    @Test func foreignnessFollowsTheLogitsWhereTheModelTells() throws {
        let plan = JobPlan.images(ImagePlan(groups: [.init(root: "/a.png", names: nil)]))
        for (outputs, tells, isWhole) in [
            ([2, 1, 0.99], true, true), ([2, 1], true, false), ([2, 1, 0.99], false, false),
            ([2, 1], false, true),
            // What follows the logits is no logit, however large.
            ([2, 1, 9], true, true),
        ] as [([Float], Bool, Bool)] {
            var sheet = AnswerSheet(plan: plan, classNames: ["A", "B"], tellsForeignness: tells)
            sheet.take(RowAnswer(ordinal: 0, outcome: .output(outputs), label: "A", confidence: 0.7))
            #expect(sheet.missing.isEmpty == isWhole)
        }
    }

    @Test func manyDefectsAreCountedAndAFewShown() {
        let plan = JobPlan.images(ImagePlan(groups: [.init(root: "/a.png", names: nil)]))
        var sheet = AnswerSheet(plan: plan, classNames: ["A"])
        for ordinal in 1...1000 { sheet.take(RowAnswer(ordinal: ordinal, outcome: .nodata("empty"))) }
        let error = #expect(throws: ScoringError.self) { try sheet.check() }
        let text = error?.description ?? ""
        #expect(text.contains("1000 answers are wrong") && text.contains("1 of 1 items have no answer"))
        #expect(text.contains("an item 3 ") && !text.contains("an item 4 ") && text.utf8.count < 1000)
    }

    @Test func theMeanOfTurnsIsThatOfEachNumber() throws {
        var generator = SeededGenerator(seed: 3)
        for turns in 1...4 {
            var mean = TurnedMean(turns: turns)
            // Two tiles one after the other: the second begins anew.
            for _ in 0..<2 {
                let views = (0..<turns).map { _ in
                    (0..<6).map { _ in Float(Int.random(in: -64...64, using: &generator)) }
                }
                for view in views.dropLast() { #expect(mean.add(.output(view)) == nil) }
                guard case .output(let values) = mean.add(.output(views[turns - 1])) else {
                    return #expect(Bool(false))
                }
                for index in 0..<6 {
                    #expect(values[index] == views.reduce(0) { $0 + $1[index] } / Float(turns))
                }
            }
        }
    }
}
