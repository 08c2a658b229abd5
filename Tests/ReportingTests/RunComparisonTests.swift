import Foundation
import Testing

@testable import Reporting

struct RunComparisonTests {
    private func run(_ name: String, penalty: String, accuracy: Double, curve: [Double] = [])
        -> RunComparison.Run
    {
        RunComparison.Run(
            name: name, command: "transfer", started: Date(timeIntervalSince1970: 1_700_000_000),
            status: "finished",
            parameters: ["penalty": penalty, "seed": "7"], metrics: ["accuracy": accuracy],
            curves: curve.isEmpty ? [] : [.init(metric: "loss", points: curve.enumerated().map { ($0, $1) })])
    }

    @Test func onlyWhatDiffersStandsOut() {
        let comparison = RunComparison([
            run("a", penalty: "1", accuracy: 0.9), run("b", penalty: "2", accuracy: 0.8),
        ])
        #expect(comparison.differingParameters == ["penalty"])
        #expect(comparison.sharedParameters == ["seed"])
        #expect(
            comparison.csv.hasPrefix("run,command,status,penalty,accuracy\r\na,transfer,finished,1,0.9\r\n"))
    }

    @Test func aMissingParameterDiffersToo() {
        var second = run("b", penalty: "1", accuracy: 0.8)
        second = RunComparison.Run(
            name: second.name, command: second.command, started: second.started, status: second.status,
            parameters: ["penalty": "1"], metrics: [:], curves: [])
        let comparison = RunComparison([run("a", penalty: "1", accuracy: 0.9), second])
        #expect(comparison.differingParameters == ["seed"])
        #expect(comparison.table.rendered().contains(NumberText.missing))
    }

    @Test func manyRunsHaveARowEach() {
        let runs = (1...7).map { run("run\($0)", penalty: "\($0)", accuracy: 0.9, curve: [1, 2]) }
        let comparison = RunComparison(runs, metrics: ["accuracy"])
        let lines = comparison.table.rendered().split(separator: "\n")
        #expect(lines.count == 2 + 7)
        #expect(lines[0].contains("penalty") && lines[0].contains("accuracy"))
        let page = PageReader(comparison.html(title: "Sweep"))
        #expect(page.isWellFormed)
        #expect(page.count("tr") >= 8)
        #expect(page.count("polyline") == 0, "what is the same in all runs is not drawn")
    }

    @Test func aMetricIsDrawnAlongTheOneParameterThatDiffers() throws {
        let comparison = RunComparison(
            [("b", "0.01", 0.7), ("a", "1", 0.9), ("c", "100", 0.8)].map {
                run($0.0, penalty: $0.1, accuracy: $0.2)
            })
        let plot = try #require(comparison.runPlots.first)
        #expect(comparison.runPlots.count == 1)
        #expect(plot.axis.label == "penalty, power of ten")
        #expect(plot.points.map(\.x) == [-2, 0, 2])
        #expect(plot.points.map(\.value) == [0.7, 0.9, 0.8])
        let page = PageReader(comparison.html(title: "Sweep"))
        #expect(page.isWellFormed)
        #expect(page.count("circle") == 3)
    }

    @Test func runsThatDifferOtherwiseLieInTheirOrder() throws {
        let comparison = RunComparison([
            run("a", penalty: "l1", accuracy: 0.9), run("b", penalty: "l2", accuracy: 0.8),
        ])
        let plot = try #require(comparison.runPlots.first)
        #expect(plot.axis.isWhole && plot.points.map(\.x) == [1, 2])
        #expect(PageReader(plot.markup.html).count("circle") == 2)
    }

    @Test func whatIsTheSameInAllRunsIsNotDrawn() {
        let comparison = RunComparison([
            run("a", penalty: "1", accuracy: 0.9), run("b", penalty: "2", accuracy: 0.9),
        ])
        #expect(comparison.runPlots.isEmpty)
    }

    @Test func thePageIsWellFormedAndDrawsALineARun() {
        let comparison = RunComparison([
            run("a<b", penalty: "1", accuracy: 0.9, curve: [3, 2, 1]),
            run("b", penalty: "2", accuracy: 0.8, curve: [5, 5]),
        ])
        let page = PageReader(comparison.html(title: "Sweep <1>"))
        #expect(page.isWellFormed)
        // One over the runs, and a line a run by step.
        #expect(page.count("polyline") == 3)
        #expect(page.text.contains("penalty"))
    }
}

struct NumberTicksTests {
    @Test(arguments: [0.0...1, 0.9...1, 0.0...2500, -3.0...4, 1e-4...2e-4])
    func ticksAreFewAndInside(range: ClosedRange<Double>) {
        let frame = PlotFrame(x: range, label: "x", y: range, label: "y", unit: .number)
        let svg = frame.svg(title: "t", description: "d", []).html
        let ticks = svg.components(separatedBy: "class=\"rule\"").count - 1
        #expect((2...8).contains(ticks))
    }
}
