internal import AerialCore

/// The tiles and hectares of each class, with bars.
struct AreaTable {
    let areas: ClassAreas

    var markup: Markup {
        let rows: [Markup] = areas.rows.map { row in
            let width = (row.share ?? 0) * 100
            return """
                <tr><th scope="row">\(Markup.swatch(row.color))\(row.name)</th>\
                <td class="number">\(NumberText.count(row.tiles))</td>\
                <td class="number">\(NumberText.hectares(row.hectares))</td>\
                <td class="number measure">\(NumberText.percent(row.share))\
                <span class="bar"><i style="width:\(width)%;background:\(row.color.hexadecimal)"></i></span></td></tr>
                """
        }
        return """
            <table><thead><tr><th scope="col">Class</th><th scope="col" class="number">Tiles</th>\
            <th scope="col" class="number">Hectares</th><th scope="col" class="number">Share</th></tr></thead>
            <tbody>\(rows)</tbody>
            <tfoot><tr><th scope="row">All</th><td class="number">\(NumberText.count(areas.tiles))</td>\
            <td class="number">\(NumberText.hectares(areas.hectares))</td><td class="number"></td></tr></tfoot></table>
            """
    }
}
