internal import Foundation

/// A metric over runs: by the one parameter that tells them apart where it is a number, else in the runs' order.
struct RunPlot {
    struct Point {
        let run: String
        let x: Double
        let value: Double
    }

    /// What the runs lie along.
    struct Axis {
        let label: String
        let isWhole: Bool
        /// For each run its place; `nil` for one that has none.
        let places: [Double?]
    }

    let metric: String
    let axis: Axis
    let points: [Point]

    /// - Returns: `nil` when fewer than two runs have the metric.
    init?(_ metric: String, of runs: [RunComparison.Run], along axis: Axis) {
        points = zip(runs, axis.places).compactMap { run, place in
            guard let place, let value = run.metrics[metric], value.isFinite else { return nil }
            return Point(run: run.name, x: place, value: value)
        }
        .sorted { $0.x < $1.x }
        guard points.count > 1 else { return nil }
        self.metric = metric
        self.axis = axis
    }

    var markup: Markup {
        let values = points.map(\.value)
        var frame = PlotFrame(
            x: MetricPlot.range(points.map(\.x), margin: 0.04), label: axis.label,
            y: MetricPlot.range(values, margin: 0.08), label: metric, unit: .number)
        frame.hasWholeSteps = axis.isWhole
        let line = points.map { point -> Markup in "\(frame.x(point.x)),\(frame.y(point.value)) " }
        let dots = points.map { point -> Markup in
            """
            <circle class="dot" cx="\(frame.x(point.x))" cy="\(frame.y(point.value))" r="4.5">\
            <title>\(point.run): \(NumberText.significant(point.value))</title></circle>
            """
        }
        return """
            <figure>
            \(frame.svg(
                title: "\(metric) over runs", description: "A dot per run; the table has the numbers",
                ["<polyline class=\"curve\" points=\"\(line)\"/>"] + dots))
            <figcaption><b>\(metric).</b> \(extremes)</figcaption>
            </figure>
            """
    }

    private var extremes: String {
        guard let least = points.min(by: { $0.value < $1.value }),
            let greatest = points.max(by: { $0.value < $1.value })
        else { return "" }
        return
            "From \(NumberText.significant(least.value)) (\(least.run)) to \(NumberText.significant(greatest.value)) "
            + "(\(greatest.run))."
    }
}

extension RunComparison {
    /// Charts of the metrics that differ between runs.
    var runPlots: [RunPlot] {
        let axis = axis
        return metricNames.filter { name in
            let figures = runs.compactMap { $0.metrics[name] }.filter(\.isFinite)
            return !differingParameters.contains(name) && Set(figures).count > 1
        }
        .compactMap { RunPlot($0, of: runs, along: axis) }
    }

    /// From this ratio on a parameter is drawn by its logarithm.
    private static let decades = 100.0

    private var axis: RunPlot.Axis {
        // A setting may be told twice (what was asked and what was chosen), and outputs always differ.
        let told = differingParameters.compactMap { name -> (name: String, values: [Double])? in
            numbers(of: name).map { (name, $0) }
        }
        guard let (name, values) = told.min(by: { $0.name.count < $1.name.count }),
            told.allSatisfy({ $0.values == values }), let least = values.min(), let greatest = values.max()
        else { return orderAxis }
        guard least > 0, greatest / least >= Self.decades else {
            return RunPlot.Axis(label: name, isWhole: false, places: values)
        }
        return RunPlot.Axis(
            label: "\(name), power of ten", isWhole: false, places: values.map { log10($0) })
    }

    /// Of each run; `nil` where one has no number there.
    private func numbers(of parameter: String) -> [Double]? {
        let values = runs.compactMap { $0.parameters[parameter].flatMap(Double.init) }.filter(\.isFinite)
        return values.count == runs.count ? values : nil
    }

    private var orderAxis: RunPlot.Axis {
        RunPlot.Axis(
            label: "Run, in the table’s order", isWhole: true, places: runs.indices.map { Double($0 + 1) })
    }
}
