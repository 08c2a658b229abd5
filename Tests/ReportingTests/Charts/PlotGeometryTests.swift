import AerialCore
import Foundation
import Testing

@testable import Reporting

/// What is drawn, measured against the numbers that it shows.
struct PlotFrameGeometryTests {
    @Test(arguments: [PlotFrame.Unit.share, .number]) func theRangeFillsTheFieldAndTheYAxisPointsUp(
        unit: PlotFrame.Unit
    ) {
        let frame = PlotFrame(x: -2...6, label: "x", y: 0.5...1, label: "y", unit: unit)
        #expect(frame.x(6) - frame.x(-2) == frame.width && frame.y(0.5) - frame.y(1) == frame.height)
        #expect(abs(frame.x(2) - (frame.x(-2) + frame.x(6)) / 2) < 1e-9)
        #expect(abs(frame.y(0.75) - (frame.y(0.5) + frame.y(1)) / 2) < 1e-9)
    }

    /// The words beside each grid line, turned back into its place.
    @Test(arguments: [0.0...1, 0.65...1, 0.9...1, 0.95...1, 0.123...0.987])
    func everyGridLineStandsWhereItsPerCentSays(range: ClosedRange<Double>) throws {
        let frame = PlotFrame(x: 0...1, label: "x", y: range, label: "y")
        let tree = PageTree(frame.svg(title: "t", description: "d", []).html)
        let lines = tree.all("line", class: "rule")
        let words = tree.all("text").filter { $0.attributes["text-anchor"] == "end" }
        try #require(lines.count == words.count && (2...8).contains(lines.count))
        for (line, word) in zip(lines, words) {
            let share = try #require(Double(word.text)) / 100
            let y = try #require(line.number("y1"))
            #expect(
                abs(frame.y(share) - y) < 0.01 + 0.0005 / (range.upperBound - range.lowerBound) * frame.height
            )
            #expect(line.number("y2") == y && y >= frame.y(range.upperBound) - 0.01)
            #expect(y <= frame.y(range.lowerBound) + 0.01)
        }
    }

    @Test(arguments: [0.0...1, -3.0...4, 0.0...2500, 1e6...7e6, 0.001...0.0042, -1e9...1e9])
    func gridLinesAreEvenlySpacedByOneTwoOrFive(range: ClosedRange<Double>) throws {
        let frame = PlotFrame(x: range, label: "x", y: range, label: "y", unit: .number)
        let tree = PageTree(frame.svg(title: "t", description: "d", []).html)
        let values = tree.all("text").filter { $0.attributes["text-anchor"] == "end" }
            .compactMap { Double($0.text) }
        let steps = zip(values.dropFirst(), values).map { $0 - $1 }
        let step = try #require(steps.first)
        #expect(steps.allSatisfy { abs($0 - step) < 1e-4 * step })
        let leading = step / pow(10, floor(log10(step) + 1e-9))
        #expect([1, 2, 5].contains { abs(leading - $0) < 1e-6 }, "\(step)")
        // No further line would fit at either end.
        #expect(values[0] - range.lowerBound < step * 1.0001)
        #expect(range.upperBound - values[values.count - 1] < step * 1.0001)
    }

    @Test func runsAreNumberedByWholeNumbersAlone() {
        var frame = PlotFrame(x: 0.9...3.1, label: "Run", y: 0...1, label: "y", unit: .number)
        frame.hasWholeSteps = true
        let words = PageTree(frame.svg(title: "t", description: "d", []).html).all("text")
            .filter { $0.attributes["text-anchor"] == "middle" && $0.attributes["x"] != nil }
        #expect(words.map(\.text) == ["1", "2", "3", "Run"])
    }
}

struct ConfidencePlotTests {
    /// Confidences of all sizes, the surer the more often right.
    private func outcomes(_ count: Int) -> [ScoredOutcome] {
        var generator = SeededGenerator(seed: 31)
        return (0..<count).map { _ in
            let confidence = Double.random(in: 0.2...1, using: &generator)
            return ScoredOutcome(
                confidence: confidence,
                isCorrect: Double.random(in: 0...1, using: &generator) < confidence)
        }
    }

    @Test(arguments: [1, 2, 40, 3000]) func columnsAreAsHighAsTheShareOfRightOnes(count: Int) throws {
        let curve = ReliabilityCurve(of: outcomes(count))
        let tree = PageTree(ReliabilityPlot(curve: curve).markup.html)
        #expect(tree.isWellFormed)
        let frame = PlotFrame(x: 0...1, label: "", y: 0...1, label: "")
        let bins = curve.bins.filter { $0.count > 0 }
        let (columns, counts) = (tree.all("rect", class: "column"), tree.all("rect", class: "count"))
        try #require(columns.count == bins.count && counts.count == bins.count)
        for (bin, (column, pale)) in zip(bins, zip(columns, counts)) {
            let height = try #require(column.number("height"))
            #expect(abs(height / frame.height - (bin.accuracy ?? -1)) < 1e-4)
            for rect in [column, pale] {
                let (x, y) = (try #require(rect.number("x")), try #require(rect.number("y")))
                let (width, tall) = (try #require(rect.number("width")), try #require(rect.number("height")))
                #expect(x > frame.x(bin.lowerConfidence) && x + width < frame.x(bin.upperConfidence))
                #expect(abs(y + tall - frame.y(0)) < 0.02 && y >= frame.y(1) - 0.01)
            }
        }
        let tallest = counts.compactMap { $0.number("height") }.max() ?? 0
        #expect(abs(tallest - frame.height) < 0.01, "the fullest bin fills the plot")
        let rows = try #require(tree.all("table").first).rows.dropFirst()
        #expect(rows.compactMap { Int($0[1].replacing(",", with: "")) }.reduce(0, +) == count)
    }

    /// Counted again from the outcomes, one threshold after another.
    @Test(arguments: [12, 3000]) func circlesStandAtTheSharesThatAreKeptAndRight(count: Int) throws {
        let outcomes = outcomes(count)
        let tree = PageTree(CoveragePlot(curve: CoverageCurve(of: outcomes)).markup.html)
        let expected = [0.5, 0.8, 0.9, 0.95].compactMap { least -> (kept: Double, right: Double)? in
            let kept = outcomes.filter { $0.confidence >= least }
            guard !kept.isEmpty else { return nil }
            return (
                Double(kept.count) / Double(count),
                Double(kept.count(where: \.isCorrect)) / Double(kept.count)
            )
        }
        let dots = tree.all("circle", class: "dot")
        let rows = try #require(tree.all("table").first).rows.dropFirst()
        try #require(dots.count == expected.count && rows.count == expected.count)
        for ((kept, right), (dot, row)) in zip(expected, zip(dots, rows)) {
            let x = try #require(dot.number("cx"))
            #expect(abs(x - 46 - 330 * kept) < 0.01)
            #expect(Array(row.dropFirst()) == [NumberText.percent(kept), NumberText.percent(right)])
        }
        // The surer the fewer are kept.
        #expect(zip(expected, expected.dropFirst()).allSatisfy { $0.kept >= $1.kept })
    }

    @Test func theCurveStaysInItsFieldAndEndsWithAll() throws {
        let outcomes = outcomes(3000)
        let tree = PageTree(CoveragePlot(curve: CoverageCurve(of: outcomes)).markup.html)
        let text = try #require(tree.all("polyline", class: "curve").first?.attributes["points"])
        let points = text.split(separator: " ").map { $0.split(separator: ",").compactMap { Double($0) } }
        #expect((100...200).contains(points.count))
        #expect(points.allSatisfy { $0.count == 2 && $0[1] >= 13.99 && $0[1] <= 284.01 })
        #expect(zip(points, points.dropFirst()).allSatisfy { $0[0] < $1[0] })
        #expect(abs((points.last?[0] ?? 0) - 376) < 0.01)
    }

    @Test func nothingEvaluatedDrawsNoColumnAndNoCircle() {
        let reliability = PageTree(ReliabilityPlot(curve: ReliabilityCurve(of: [])).markup.html)
        #expect(reliability.isWellFormed && reliability.all("rect").isEmpty)
        let coverage = PageTree(CoveragePlot(curve: CoverageCurve(of: [])).markup.html)
        #expect(coverage.isWellFormed && coverage.all("circle").isEmpty)
    }

    /// The ends of Wilson's interval solve (p - b)² = z² b (1 - b) / n (Wilson 1927).
    @Test func theBarBelowTheAccuracyIsWilsonsInterval() throws {
        let report = EvaluationReport(
            title: "t", summary: try Fixture.summary(), legend: Fixture.legend, split: .scenes,
            model: ModelFacts(backbone: "b", classifier: "c", trainingSamples: 1, trainedOn: "d"))
        let tree = PageTree(report.html())
        let bar = try #require(tree.all("svg").first { $0.attributes["viewBox"] == "0 0 300 38" })
        func share(_ place: Double?) throws -> Double { (try #require(place) - 4) / 292 }
        // At 100 % half of the circle lies beyond the drawing's edge.
        #expect(bar.attributes["style"]?.contains("overflow:visible") == true)
        let accuracy = try share(bar.all("circle").first?.number("cx"))
        #expect(abs(accuracy - 8.0 / 12) < 1e-4)
        let span = try #require(bar.all("line", class: "span").first)
        let ends = [try share(span.number("x1")), try share(span.number("x2"))]
        #expect(ends[0] < accuracy && accuracy < ends[1])
        for end in ends {
            let (left, right) = (pow(accuracy - end, 2), pow(1.959964, 2) * end * (1 - end) / 12)
            #expect(abs(left - right) < 1e-3 * right + 1e-4)
        }
        // Five of the twelve are of the commonest class.
        let floor = try share(bar.all("line", class: "ideal").first?.number("x1"))
        #expect(abs(floor - 5.0 / 12) < 1e-4)
    }
}

struct RunChartTests {
    private func run(
        _ name: String, _ parameters: [String: String] = [:], metrics: [String: Double] = [:],
        loss: [Double] = []
    ) -> RunComparison.Run {
        RunComparison.Run(
            name: name, command: "transfer", started: Date(timeIntervalSince1970: 1_700_000_000),
            status: "finished", parameters: parameters, metrics: metrics,
            points: loss.enumerated().map { (metric: "loss", step: $0, value: $1) })
    }

    private func points(_ polyline: PageTree.Node) -> [[Double]] {
        (polyline.attributes["points"] ?? "").split(separator: " ")
            .map { $0.split(separator: ",").compactMap { Double($0) } }
    }

    @Test func linesByStepKeepTheProportionsOfTheirValues() throws {
        let values = [3, 2.5, 2, 0.5, 0.75]
        let html = RunComparison([run("a", loss: values), run("b", loss: [4, 0])]).html(title: "t")
        let lines = PageTree(html).all("polyline", class: "curve")
        try #require(lines.count == 2)
        let (a, b) = (points(lines[0]), points(lines[1]))
        try #require(a.count == 5 && b.count == 2)
        let perUnit = (b[1][1] - b[0][1]) / 4
        for (value, point) in zip(values, a) {
            #expect(abs(point[1] - b[0][1] - (4 - value) * perUnit) < 0.02)
        }
        let widths = zip(a.dropFirst(), a).map { $0[0] - $1[0] }
        #expect(widths.allSatisfy { abs($0 - widths[0]) < 0.02 && $0 > 0 })
    }

    @Test func whatIsNotFiniteIsNoPointAndOnePointNoCurve() {
        let runs = [run("a", loss: [1, .nan, 2, .infinity]), run("b", loss: [1, -.infinity])]
        #expect(runs[0].curves.map { $0.points.map(\.step) } == [[0, 2]])
        #expect(runs[0].curves.map { $0.points.map(\.value) } == [[1, 2]])
        #expect(runs[1].curves.isEmpty)
    }

    @Test func aCurveWithoutChangeLiesInTheMiddle() {
        let line = MetricPlot.Line(name: "a", color: "#000000", points: [(0, 7), (10, 7)])
        let tree = PageTree(MetricPlot(metric: "m", lines: [line]).markup.html)
        let ys = tree.all("polyline").flatMap { points($0).map { $0[1] } }
        #expect(ys == [149, 149])
        #expect(PageTree(MetricPlot(metric: "m", lines: []).markup.html).isWellFormed)
    }

    @Test func sixRunsHaveColoursOfTheirOwn() {
        #expect(Set((0..<6).map(MetricPlot.color)).count == 6)
        #expect((0..<6).allSatisfy { MetricPlot.color($0) == MetricPlot.color($0 + 6) })
    }

    @Test func powersOfTenLieEquallyFarApart() throws {
        let runs = ["100", "0.01", "1", "10000"].enumerated().map {
            run("r\($0)", ["penalty": $1], metrics: ["accuracy": 0.5 + 0.1 * Double($0)])
        }
        let dots = PageTree(RunComparison(runs).html(title: "t")).all("circle", class: "dot")
        #expect(
            dots.map { $0.all("title").first?.text ?? "" } == ["r1: 0.6", "r2: 0.7", "r0: 0.5", "r3: 0.8"])
        let xs = dots.compactMap { $0.number("cx") }
        let gaps = zip(xs.dropFirst(), xs).map { $0 - $1 }
        try #require(gaps.count == 3)
        #expect(gaps.allSatisfy { abs($0 - gaps[0]) < 0.02 })
    }

    /// What was asked and what was chosen say the same; what differs otherwise says nothing of a place.
    @Test func aSettingToldTwiceIsOneAxisAndTwoSettingsAreNone() {
        func axis(_ parameters: [[String: String]]) -> String? {
            let runs = parameters.enumerated().map {
                run("r\($0)", $1, metrics: ["accuracy": Double($0)])
            }
            return RunComparison(runs).runPlots.first?.axis.label
        }
        let told = axis([["lr": "1", "chosen-lr": "1.0"], ["lr": "2", "chosen-lr": "2"]])
        #expect(told == "lr")
        let order = axis([["lr": "1", "seed": "5"], ["lr": "2", "seed": "4"]])
        #expect(order?.hasPrefix("Run, ") == true)
        #expect(axis([["lr": "-1"], ["lr": "500"]]) == "lr", "nothing below zero has a power of ten")
        #expect(axis([["lr": "0"], ["lr": "500"]]) == "lr")
        #expect(axis([["lr": "nan"], ["lr": "500"]])?.hasPrefix("Run, ") == true)
    }

    @Test func runsWithoutAFigureAreLeftOutOfItsChart() throws {
        let runs = [
            run("a", ["p": "1"], metrics: ["m": 0.5]), run("b", ["p": "2"]),
            run("c", ["p": "3"], metrics: ["m": .nan]), run("d", ["p": "4"], metrics: ["m": 0.25]),
        ]
        let plot = try #require(RunComparison(runs).runPlots.first)
        #expect(plot.points.map(\.run) == ["a", "d"])
        #expect(plot.markup.html.contains("From 0.25 (d) to 0.5 (a)."))
        #expect(RunComparison(Array(runs.prefix(3))).runPlots.isEmpty, "one dot is no chart")
    }

    @Test func everyParameterDiffersOrIsSharedWhateverTheOrderOfRuns() {
        let runs = [
            run("a", ["x": "1", "y": "1", "z": ""]), run("b", ["x": "1", "y": "2", "z": ""]),
            run("c", ["x": "1", "y": "1"]),
        ]
        for order in [runs, runs.reversed()] {
            let comparison = RunComparison(order)
            #expect(comparison.sharedParameters == ["x"])
            #expect(comparison.differingParameters == ["y", "z"])
        }
        let nothing = RunComparison([])
        #expect(nothing.differingParameters.isEmpty && nothing.table.rows.count == 2)
        #expect(PageTree(nothing.html(title: "t")).isWellFormed)
    }

    @Test func theTableOfRunsKeepsEveryDigitOfAFigure() throws {
        let figures = [0.1 + 0.2, 1.0 / 3, 1e-300, -12_345_678.9]
        let runs =
            figures.enumerated().map { run("r,\($0)", ["p": "=\($0)"], metrics: ["m": $1]) } + [run("none")]
        let columns = PlainCSV.columns(RunComparison(runs).csv)
        #expect(columns["run"] == ["r,0", "r,1", "r,2", "r,3", "none"])
        #expect(columns["p"] == ["=0", "=1", "=2", "=3", ""])
        #expect(columns["m"]?.compactMap(Double.init) == figures)
        #expect(columns["m"]?.last == "")
    }

    @Test(arguments: [2, 5, 6]) func namesOfRunsStayNamesOnThePage(count: Int) {
        let runs = (0..<count).map {
            run(
                Hostile.texts[$0], [Hostile.texts[$0 + 1]: Hostile.texts[$0 + 2]],
                metrics: [Hostile.texts[$0 + 3]: Double($0), "m": Double($0)], loss: [2, 1])
        }
        let tree = PageTree(RunComparison(runs).html(title: Hostile.texts[0]))
        #expect(tree.isWellFormed && tree.all("script").count == 1)
        for run in runs { #expect(tree.root.rawText.contains(Hostile.shown(run.name))) }
    }
}
