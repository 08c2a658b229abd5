internal import AerialCore

/// A confusion matrix as a table of tinted counts. The tint is the count's share of its row, that is of the
/// reference class: one colour for what is right, another for what is wrong.
struct ConfusionTable {
    let matrix: ConfusionMatrix
    var rowAxis = "Reference"
    var columnAxis = "Prediction"

    /// From so many classes on, headings stand upright and cells are small.
    private static let manyClasses = 9

    var markup: Markup {
        let names = matrix.classNames
        let isMany = names.count >= Self.manyClasses
        let headings: [Markup] = names.map { "<th scope=\"col\" class=\"class\"><span>\($0)</span></th>" }
        let rows = names.indices.map(row)
        let label =
            "Confusion matrix: rows are the \(rowAxis.lowercased()), columns the \(columnAxis.lowercased())"
        return .scrolling(
            """
            <table class="matrix\(isMany ? " many" : "")">
            <thead><tr><td class="total"></td><th scope="colgroup" class="axis" \
            colspan="\(names.count)">\(columnAxis) →</th><td class="total"></td></tr>
            <tr><th class="axis" scope="col">\(rowAxis) ↓</th>\(headings)<th scope="col">All</th></tr></thead>
            <tbody>\(rows)</tbody>
            </table>
            """, label: label)
    }

    private func row(_ reference: Int) -> Markup {
        let total = matrix.referenceCount(of: reference)
        let cells = matrix.classNames.indices.map {
            cell(reference: reference, prediction: $0, rowTotal: total)
        }
        return """
            <tr><th scope="row">\(matrix.classNames[reference])</th>\(cells)\
            <td class="total">\(NumberText.count(total))</td></tr>
            """
    }

    private func cell(reference: Int, prediction: Int, rowTotal: Int) -> Markup {
        let count = matrix.counts[reference][prediction]
        guard count > 0 else { return "<td class=\"none\">·</td>" }
        let share = Double(count) / Double(rowTotal)
        let kind = reference == prediction ? "right" : "wrong"
        // Few errors stay visible: their tint does not begin at nothing.
        let tint = kind == "right" ? share : 0.14 + 0.86 * share
        let (from, to) = (matrix.classNames[reference], matrix.classNames[prediction])
        return """
            <td class="\(kind)" style="--share:\(tint)" \
            title="\(from) as \(to): \(NumberText.percent(share))">\(NumberText.count(count))</td>
            """
    }
}
