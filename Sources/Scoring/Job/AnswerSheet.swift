internal import AerialCore

/// Takes the answers of a job, or of a part of its items, in any order and says whether every item was answered exactly once.
public struct AnswerSheet: Sendable {
    private let plan: JobPlan
    private let items: Range<Int>
    private let classNames: [String]?
    private let tellsForeignness: Bool
    private let predictedClass: @Sendable ([Float]) -> Int?
    private var outcomes: [InferenceOutcome?]
    private var defects: [String] = []
    private var defectCount = 0
    /// Features of one view.
    private var featureCount: Int?

    /// What is wrong is told by so many examples.
    private static let shown = 3

    /// - Parameters:
    ///   - items: those that are to be answered; `nil` for all.
    ///   - classNames: the model's, for a job of labels; `nil` for one of features or views.
    ///   - valueCount: how many numbers an item's views have each; `nil` where the first answer tells.
    ///   - tellsForeignness: whether that follows the logits.
    ///   - predictedClass: the class that a network's outputs stand for.
    public init(
        plan: JobPlan, items: Range<Int>? = nil, classNames: [String]?, valueCount: Int? = nil,
        tellsForeignness: Bool = false,
        predictedClass: @escaping @Sendable ([Float]) -> Int? = { RowAnswer.verdict(of: $0)?.predictedClass }
    ) {
        self.plan = plan
        self.classNames = classNames
        self.tellsForeignness = tellsForeignness
        self.predictedClass = predictedClass
        self.items = items ?? 0..<plan.itemCount
        featureCount = valueCount
        outcomes = Array(repeating: nil, count: self.items.count)
    }

    /// Answers that were taken and are in order.
    public private(set) var answeredCount = 0

    /// Takes an answer; what is wrong with it is told by ``check()``.
    public mutating func take(_ answer: RowAnswer) {
        guard let ordinal = answer.ordinal else { return note("a row that named no item: \(answer.reason)") }
        guard items.contains(ordinal) else { return note("an item \(ordinal) that was not asked for") }
        if let defect = defect(of: answer, ordinal: ordinal) {
            return note("\(plan.name(at: ordinal)): \(defect)")
        }
        guard outcomes[ordinal - items.lowerBound] == nil else {
            return note("\(plan.name(at: ordinal)) was answered more than once")
        }
        outcomes[ordinal - items.lowerBound] = answer.outcome
        answeredCount += 1
    }

    /// Takes a line that is no answer.
    public mutating func take(_ defect: AnswerDefect, line: String) {
        note("the row '\(line.prefix(60))': \(defect)")
    }

    /// Items without an answer, rising.
    public var missing: [Int] { items.filter { outcome(at: $0) == nil } }

    /// What became of an item; `nil` while it has no answer.
    public func outcome(at ordinal: Int) -> InferenceOutcome? { outcomes[ordinal - items.lowerBound] }

    /// What became of each item, in their order.
    /// - Throws: ``ScoringError/notExactlyOnce(reason:)``.
    public func wholeOutcomes() throws -> [InferenceOutcome] {
        try check()
        return outcomes.compactMap { $0 }
    }

    /// - Throws: ``ScoringError/notExactlyOnce(reason:)`` unless every item has exactly one answer.
    public func check() throws {
        var reasons: [String] = []
        let missing = items.count - answeredCount
        if missing > 0 {
            let names = self.missing.prefix(Self.shown).map { plan.name(at: $0) }
            reasons.append(
                "\(missing) of \(items.count) items have no answer (\(Self.list(names, of: missing)))")
        }
        if defectCount > 0 {
            reasons.append("\(defectCount) answers are wrong (\(Self.list(defects, of: defectCount)))")
        }
        guard reasons.isEmpty else {
            throw ScoringError.notExactlyOnce(reason: reasons.joined(separator: "; "))
        }
    }

    private static func list(_ examples: [String], of count: Int) -> String {
        examples.joined(separator: ", ") + (count > examples.count ? ", ..." : "")
    }

    private mutating func note(_ defect: String) {
        defectCount += 1
        if defects.count < Self.shown { defects.append(defect) }
    }

    /// What is wrong with an answer by itself.
    private mutating func defect(of answer: RowAnswer, ordinal: Int) -> String? {
        if answer.status == .rejected, answer.reason.hasPrefix(RowAnswer.contradictionPrefix) {
            return answer.reason
        }
        guard answer.status == .scored else { return nil }
        guard let classNames else { return defect(ofFeatures: answer, views: plan.views(at: ordinal)) }
        guard answer.outputs.count == classNames.count + (tellsForeignness ? 1 : 0),
            let best = predictedClass(Array(answer.outputs.prefix(classNames.count)))
        else {
            return "it has \(answer.outputs.count) outputs for \(classNames.count) classes"
        }
        let label = FieldText.cleaned(classNames[best])
        return answer.label == label
            ? nil : "its label '\(answer.label ?? "")' is not the class of its outputs, '\(label)'"
    }

    private mutating func defect(ofFeatures answer: RowAnswer, views: Int) -> String? {
        guard answer.label == nil else { return "it has a label where features were asked for" }
        let count = answer.outputs.count / views
        let expected = featureCount ?? count
        featureCount = expected
        return count == expected && count * views == answer.outputs.count
            ? nil : "it has \(answer.outputs.count) features instead of \(views) x \(expected)"
    }
}
