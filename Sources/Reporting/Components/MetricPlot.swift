/// A metric by step, a line per run.
struct MetricPlot {
    struct Line {
        let name: String
        /// `#RRGGBB`
        let color: String
        let points: [(step: Int, value: Double)]
    }

    let metric: String
    let lines: [Line]

    /// Colours that colour-blind readers tell apart too (Okabe and Ito 2008), again and again.
    static func color(_ index: Int) -> String {
        let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
        return colors[index % colors.count]
    }

    var markup: Markup {
        let frame = frame
        return """
            <figure>
            \(frame.svg(
                title: "\(metric) by step", description: "A line per run; runs export has the numbers",
                lines.map { polyline($0, in: frame) }))
            <figcaption><b>\(metric).</b> \(keys)</figcaption>
            </figure>
            """
    }

    private var frame: PlotFrame {
        let steps = lines.flatMap { $0.points.map { Double($0.step) } }
        let values = lines.flatMap { $0.points.map(\.value) }
        return PlotFrame(
            x: Self.range(steps, margin: 0), label: "Step", y: Self.range(values, margin: 0.05),
            label: metric,
            unit: .number)
    }

    /// From the least to the greatest, with some room; never empty.
    static func range(_ values: [Double], margin: Double) -> ClosedRange<Double> {
        let values = values.filter(\.isFinite)
        guard let least = values.min(), let greatest = values.max() else { return 0...1 }
        let most = Double.greatestFiniteMagnitude
        guard greatest / 2 - least / 2 > PlotFrame.leastSpan(at: least...greatest) / 2 else {
            let room = max(0.5, abs(greatest) / 1000)
            return max(least - room, -most)...min(greatest + room, most)
        }
        let room = (greatest / 2 - least / 2) * margin * 2
        return max(least - room, -most)...min(greatest + room, most)
    }

    private func polyline(_ line: Line, in frame: PlotFrame) -> Markup {
        let points = line.points.map { point -> Markup in
            "\(frame.x(Double(point.step))),\(frame.y(point.value)) "
        }
        return "<polyline class=\"curve\" style=\"stroke:\(line.color)\" points=\"\(points)\"/>"
    }

    private var keys: Markup {
        let keys: [Markup] = lines.map { "<span style=\"color:\($0.color)\">&#9632;</span> \($0.name) " }
        return "\(keys)"
    }
}
