import AerialCore
import Foundation
import Testing

@testable import AerialServer

/// What the server counts is what happened.
struct FiguresTests {
    private func lines(_ figures: Figures) -> [Substring] { figures.text.split(separator: "\n") }

    /// By the text format of Prometheus: bins hold all below their end, and the last one all.
    @Test func figuresAddUpAsPrometheusReadsThem() throws {
        let figures = Figures()
        var generator = SeededGenerator(seed: 5)
        let times =
            (0..<500).map { _ in Double.random(in: 0...8, using: &generator) } + [0, 0.005, 5, 5.0001]
        for (number, time) in times.enumerated() {
            figures.count(path: "/a/{b}", status: number % 3 == 0 ? 404 : 200, seconds: time)
        }
        let text = lines(figures)
        func value(_ start: String) throws -> Double {
            let found = text.filter { $0.hasPrefix(start + " ") }
            #expect(found.count == 1, "\(start)")
            let line = try #require(found.first)
            return try #require(Double(line.dropFirst(start.count + 1)))
        }
        let path = #"path="/a/{b}""#
        var earlier = 0.0
        for end in [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0] {
            let below = try value("aerial_http_request_seconds_bucket{\(path),le=\"\(end)\"}")
            #expect(below == Double(times.count { $0 <= end }))
            #expect(below >= earlier)
            earlier = below
        }
        let all = Double(times.count)
        #expect(try value("aerial_http_request_seconds_bucket{\(path),le=\"+Inf\"}") == all)
        #expect(try value("aerial_http_request_seconds_count{\(path)}") == all)
        #expect(abs(try value("aerial_http_request_seconds_sum{\(path)}") - times.reduce(0, +)) < 1e-9)
        let byStatus = try ["200", "404"].map {
            try value("aerial_http_requests_total{\(path),status=\"\($0)\"}")
        }
        #expect(byStatus.reduce(0, +) == all)
        #expect(byStatus[1] == Double((times.count + 2) / 3))
    }

    @Test func everyKindOfFigureIsToldOnceBeforeItsValues() {
        let figures = Figures()
        figures.gauge("aerial_z") { 2 }
        figures.gauge("aerial_a") { 1 }
        figures.gauge("aerial_z") { 3 }
        for path in ["/b", "/a"] { figures.count(path: path, status: 200, seconds: 0.1) }
        let text = lines(figures)
        let types = text.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        #expect(types.count == Set(types).count)
        #expect(
            text.suffix(4) == [
                "# TYPE aerial_a gauge", "aerial_a 1.0", "# TYPE aerial_z gauge", "aerial_z 3.0",
            ])
        #expect(figures.text.hasSuffix("\n"))
        for line in text where !line.hasPrefix("#") {
            #expect(line.split(separator: " ").last.flatMap { Double($0) } != nil)
        }
    }
}
