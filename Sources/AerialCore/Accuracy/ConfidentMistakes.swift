extension PredictionTable {
    /// The scored tiles whose predicted class is not their label, the most confident first: where the model, the
    /// label or the imagery deserves a look. Between equals the table's order holds.
    public func mostConfidentMistakes(limit: Int) -> [TilePrediction] {
        let mistakes = rows.enumerated().filter { _, row in
            guard row.status == .scored, let predicted = row.predictedClass, let label = row.label else {
                return false
            }
            return classNames[predicted] != label
        }
        let sorted = mistakes.sorted { first, second in
            let (a, b) = (first.element.confidence ?? 0, second.element.confidence ?? 0)
            return a == b ? first.offset < second.offset : a > b
        }
        return sorted.prefix(limit).map(\.element)
    }
}
