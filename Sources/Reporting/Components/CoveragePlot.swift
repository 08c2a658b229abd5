internal import AerialCore

/// The accuracy of what is kept against how much is kept, when the least confident are left to a person.
struct CoveragePlot {
    let curve: CoverageCurve

    /// Confidences that the plot marks.
    static let thresholds = [0.5, 0.8, 0.9, 0.95]

    var markup: Markup {
        let points = curve.thinned(to: 200)
        let frame = PlotFrame(
            x: 0...1, label: "Kept, per cent", y: lowest(points)...1,
            label: "Right among those kept, per cent")
        let line = points.map { point -> Markup in "\(frame.x(point.coverage)),\(frame.y(point.accuracy)) " }
        return """
            <figure>
            \(frame.svg(
                title: "Accuracy against coverage", description: "The numbers are in the table below",
                ["<polyline class=\"curve\" points=\"\(line)\"/>"] + dots(in: frame)))
            <figcaption><b>What it gains to leave doubtful tiles to a person.</b> Circles mark where only confidences of \
            50, 80, 90 and 95 per cent or more are kept.</figcaption>
            \(numbers)
            </figure>
            """
    }

    private func lowest(_ points: [CoverageCurve.Point]) -> Double {
        let least = points.map(\.accuracy).min() ?? 0
        return max(0, min(0.95, ((least - 0.01) * 20).rounded(.down) / 20))
    }

    private var marks: [(threshold: Double, point: CoverageCurve.Point)] {
        Self.thresholds.compactMap { threshold in
            curve.point(atLeast: threshold).map { (threshold, $0) }
        }
    }

    private func dots(in frame: PlotFrame) -> [Markup] {
        marks.map { mark in
            "<circle class=\"dot\" cx=\"\(frame.x(mark.point.coverage))\" cy=\"\(frame.y(mark.point.accuracy))\" r=\"4.5\"/>"
        }
    }

    private var numbers: Markup {
        let rows: [Markup] = marks.map { mark in
            """
            <tr><th scope="row">\(NumberText.percent(mark.threshold, decimals: 0)) or more</th>\
            <td class="number">\(NumberText.percent(mark.point.coverage))</td>\
            <td class="number">\(NumberText.percent(mark.point.accuracy))</td></tr>
            """
        }
        return """
            <details><summary>Numbers</summary><table><thead><tr><th scope="col">Confidence</th>\
            <th scope="col" class="number">Kept</th><th scope="col" class="number">Right</th></tr></thead>\
            <tbody>\(rows)</tbody></table></details>
            """
    }
}
