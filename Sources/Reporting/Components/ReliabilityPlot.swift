internal import AerialCore

/// Accuracy against confidence in bins; on the diagonal, confidences are what they say.
struct ReliabilityPlot {
    let curve: ReliabilityCurve

    private let frame = PlotFrame(
        x: 0...1, label: "Confidence, per cent", y: 0...1, label: "Right, per cent")

    var markup: Markup {
        let error = NumberText.percent(curve.expectedCalibrationError)
        let bins = curve.bins.filter { $0.count > 0 }
        return """
            <figure>
            \(frame.svg(
                title: "Reliability plot", description: "Calibration error \(error); the numbers are in the table below",
                bins.map(column) + [diagonal]))
            <figcaption><b>Confidence against accuracy.</b> Columns on the dashed line mean what they say; above it \
            the model is too modest, below it too sure. Pale columns show how many lie in each bin.</figcaption>
            \(numbers(bins))
            </figure>
            """
    }

    private var diagonal: Markup {
        """
        <line class="ideal" x1="\(frame.x(0))" y1="\(frame.y(0))" x2="\(frame.x(1))" y2="\(frame.y(1))"/>
        """
    }

    private func column(_ bin: ReliabilityCurve.Bin) -> Markup {
        let most = curve.bins.map(\.count).max() ?? 1
        let (left, right) = (frame.x(bin.lowerConfidence) + 1, frame.x(bin.upperConfidence) - 1)
        let tall = frame.y(0) - frame.y(bin.accuracy ?? 0)
        let pale = (frame.y(0) - frame.y(1)) * Double(bin.count) / Double(most)
        let inset = (right - left) * 0.2
        return """
            <rect class="count" x="\(left)" width="\(right - left)" y="\(frame.y(0) - pale)" height="\(pale)"/>
            <rect class="column" x="\(left + inset)" width="\(right - left - 2 * inset)" y="\(frame.y(0) - tall)" \
            height="\(tall)"/>
            """
    }

    private func numbers(_ bins: [ReliabilityCurve.Bin]) -> Markup {
        let rows: [Markup] = bins.map { bin in
            """
            <tr><th scope="row">\(NumberText.percentRange(bin.lowerConfidence...bin.upperConfidence))</th>\
            <td class="number">\(NumberText.count(bin.count))</td>\
            <td class="number">\(NumberText.percent(bin.meanConfidence))</td>\
            <td class="number">\(NumberText.percent(bin.accuracy))</td></tr>
            """
        }
        return """
            <details><summary>Numbers</summary><table><thead><tr><th scope="col">Confidence</th>\
            <th scope="col" class="number">Count</th><th scope="col" class="number">Mean confidence</th>\
            <th scope="col" class="number">Right</th></tr></thead><tbody>\(rows)</tbody></table></details>
            """
    }
}
