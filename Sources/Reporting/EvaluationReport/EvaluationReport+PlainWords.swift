internal import AerialCore

extension EvaluationReport {
    /// What the figures mean, in sentences.
    var plainWords: Markup {
        guard summary.evaluatedCount > 0 else {
            return .section(
                "What this means",
                [
                    .paragraph(
                        "No held-out sample has a reference, so there is nothing to judge.", class: "notice")
                ])
        }
        let sentences = [inHundred, weakestClass, strongestConfusion, trust, doubtful].compactMap { $0 }
        let caution: Markup = .paragraph(
            split.meaning, class: split == .random && kind == .tile ? "notice" : "note")
        return .section(
            "What this means",
            [.bullets(sentences), "<p></p>", caution, .paragraph(intervalCaution, class: "note")])
    }

    private var inHundred: String? {
        guard let accuracy = summary.accuracy else { return nil }
        let wrong = summary.evaluatedCount - summary.confusion.correct
        if wrong == 0, let interval = summary.confusion.accuracyInterval {
            return
                "All \(kind.counted(summary.evaluatedCount)) got the right class. With so many, up to "
                + "\(NumberText.percent(1 - interval.lowerBound)) of all \(kind.plural) could still be wrong."
        }
        return
            "Of every hundred \(kind.plural), \(Self.inHundred(accuracy)) get the right "
            + "class; here \(NumberText.count(wrong)) of \(NumberText.count(summary.evaluatedCount)) did not."
    }

    /// A hundred stands for all, and nothing for none, of which others are told apart.
    private static func inHundred(_ share: Double) -> String {
        let count = NumberText.fixed(share * 100, decimals: 0)
        if count == "0" { return share > 0 ? "fewer than 1" : "none" }
        return count == "100" && share < 1 ? "more than 99" : "about \(count)"
    }

    private var weakestClass: String? {
        let matrix = summary.confusion
        let recalls = matrix.counts.indices.compactMap { index in
            matrix.producersAccuracy(of: index).map { (index: index, recall: $0) }
        }
        guard let weakest = recalls.min(by: { $0.recall < $1.recall }), weakest.recall < 1 else { return nil }
        let count = matrix.referenceCount(of: weakest.index)
        let found = matrix.counts[weakest.index][weakest.index]
        let few = count < 30 ? " With so few, that figure is rough." : ""
        return "Found least well: \(matrix.classNames[weakest.index]), \(NumberText.count(found)) of its "
            + "\(kind.counted(count)) (\(NumberText.percent(weakest.recall))).\(few)"
    }

    private var strongestConfusion: String? {
        let matrix = summary.confusion
        var worst: (count: Int, reference: Int, prediction: Int)?
        for (reference, row) in matrix.counts.enumerated() {
            for (prediction, count) in row.enumerated()
            where prediction != reference && count > (worst?.count ?? 0) {
                worst = (count, reference, prediction)
            }
        }
        guard let worst else { return nil }
        return "The most frequent error takes \(matrix.classNames[worst.reference]) for "
            + "\(matrix.classNames[worst.prediction]): \(kind.counted(worst.count))."
    }

    private var trust: String? {
        guard let confidence = summary.reliability.meanConfidence, let accuracy = summary.accuracy else {
            return nil
        }
        let difference = confidence - accuracy
        if abs(difference) < 0.02 {
            return "Its confidences can be taken at their word on the whole: they average "
                + "\(NumberText.percent(confidence)), and \(NumberText.percent(accuracy)) are right."
        }
        return
            "It is \(difference > 0 ? "too sure of itself" : "right more often than it says"): its confidences average "
            + "\(NumberText.percent(confidence)), and \(NumberText.percent(accuracy)) are right."
    }

    private var doubtful: String? {
        guard let point = summary.coverage.point(atLeast: 0.9), point.coverage < 1 else { return nil }
        return "If only confidences of 90 % or more are kept, \(NumberText.percent(point.coverage)) of the "
            + "\(kind.plural) remain, and \(NumberText.percent(point.accuracy)) of them are right."
    }

    private var intervalCaution: String {
        "The interval counts \(kind.plural) as independent of each other and the reference as true. Those of one "
            + "area are alike and references have errors of their own, so the doubt is somewhat larger than it says."
    }
}
