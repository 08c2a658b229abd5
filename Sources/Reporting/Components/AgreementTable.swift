internal import AerialCore

/// How far a map and a land-cover raster agree on each class.
struct AgreementTable {
    let matrix: ConfusionMatrix
    let legend: Legend

    var markup: Markup {
        let rows: [Markup] = matrix.classNames.enumerated().map { index, name in
            let color = legend.classIndex(named: name).map { legend.classes[$0].color }
            let swatch: Markup = color.map { .swatch($0) } ?? .empty
            return """
                <tr><th scope="row">\(swatch)\(name)</th>\
                <td class="number">\(NumberText.count(matrix.referenceCount(of: index)))</td>\
                <td class="number">\(NumberText.count(matrix.predictionCount(of: index)))</td>\
                <td class="number">\(NumberText.percent(matrix.producersAccuracy(of: index)))</td>\
                <td class="number">\(NumberText.percent(matrix.usersAccuracy(of: index)))</td></tr>
                """
        }
        return .scrolling(
            """
            <table><thead><tr><th scope="col">Class</th><th scope="col" class="number">Tiles by land cover</th>\
            <th scope="col" class="number">Tiles on the map</th>\
            <th scope="col" class="number">Recall (producer's accuracy)</th>\
            <th scope="col" class="number">Precision (user's accuracy)</th></tr></thead><tbody>\(rows)</tbody></table>
            """, label: "Agreement by class")
    }
}
