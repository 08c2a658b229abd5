extension PredictionTable {
    /// The scored tiles whose predicted class is not their label, the most confident first: where the model, the
    /// label or the imagery deserves a look. Between equals the table's order holds. Rows with more or fewer probabilities than
    /// there are classes are left out here and in what follows; ``EvaluationSummary`` names them.
    public func mostConfidentMistakes(limit: Int) -> [TilePrediction] {
        let mistakes = rows.enumerated().filter { _, row in
            guard row.status == .scored, hasProbabilities(row), let predicted = row.predictedClass,
                let label = row.label
            else { return false }
            return classNames[predicted] != label
        }
        let sorted = mistakes.sorted { first, second in
            let (a, b) = (first.element.confidence ?? 0, second.element.confidence ?? 0)
            return a == b ? first.offset < second.offset : a > b
        }
        return sorted.prefix(limit).map(\.element)
    }

    /// The same by pair of classes: of the pairs that are most often confused, the most confident mistakes of each.
    ///
    /// Pairs follow each other by falling count, equals in the order of their surest mistakes.
    public func mostConfidentMistakes(ofPairs pairLimit: Int, each limit: Int) -> [TilePrediction] {
        struct Pair: Hashable {
            let reference: String?
            let prediction: Int?
        }
        let all = mostConfidentMistakes(limit: rows.count)
        let byPair = Dictionary(grouping: all.indices) {
            Pair(reference: all[$0].label, prediction: all[$0].predictedClass)
        }
        let ordered = byPair.values.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
        return ordered.prefix(pairLimit).flatMap { $0.prefix(limit).map { all[$0] } }
    }

    /// The scored tiles that have one of the table's classes for a reference.
    /// - Parameter group: the place that a tile belongs to.
    public func referencedPredictions(group: (TilePrediction) -> String? = { _ in nil })
        -> [ReferencedPrediction]
    {
        rows.compactMap { row in
            guard row.status == .scored, hasProbabilities(row), let label = row.label,
                let reference = classNames.firstIndex(of: label)
            else { return nil }
            return ReferencedPrediction(
                probabilities: row.probabilities, reference: reference, group: group(row))
        }
    }

    /// Whether a row has one for each class.
    func hasProbabilities(_ row: TilePrediction) -> Bool { row.probabilities.count == classNames.count }
}
