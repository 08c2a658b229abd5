internal import AerialCore

/// Precision, recall and F1 of each class, with small bars.
struct ClassTable {
    let matrix: ConfusionMatrix
    let legend: Legend

    var markup: Markup {
        let rows = matrix.classNames.indices.map(row)
        return .scrolling(
            """
            <table>
            <thead><tr><th scope="col">Class</th>
            <th scope="col" class="number">Precision<small>user’s accuracy</small></th>
            <th scope="col" class="number">Recall<small>producer’s accuracy</small></th>
            <th scope="col" class="number">F1</th>
            <th scope="col" class="number">Reference</th><th scope="col" class="number">Predicted</th></tr></thead>
            <tbody>\(rows)</tbody>
            </table>
            """, label: "Accuracy by class")
    }

    private func row(_ index: Int) -> Markup {
        let name = matrix.classNames[index]
        let color = legend.classIndex(named: name).map { legend.classes[$0].color }
        let swatch: Markup = color.map { .swatch($0) } ?? .empty
        return """
            <tr><th scope="row">\(swatch)\(name)</th>\(measure(matrix.usersAccuracy(of: index)))\
            \(measure(matrix.producersAccuracy(of: index)))\(measure(matrix.f1(of: index)))\
            <td class="number">\(NumberText.count(matrix.referenceCount(of: index)))</td>\
            <td class="number">\(NumberText.count(matrix.predictionCount(of: index)))</td></tr>
            """
    }

    private func measure(_ share: Double?) -> Markup {
        let bar: Markup =
            share.map { "<span class=\"bar\"><i style=\"width:\($0 * 100)%\"></i></span>" } ?? .empty
        return "<td class=\"number measure\">\(NumberText.percent(share))\(bar)</td>"
    }
}
