internal import Foundation

/// The square field of a plot, in SVG's units, with room for labels left and below.
struct PlotFrame {
    /// What the axes count.
    enum Unit {
        /// Shares, written as per cent.
        case share
        case number
    }

    let xRange: ClosedRange<Double>
    let yRange: ClosedRange<Double>
    let xLabel: String
    let yLabel: String
    let unit: Unit
    /// Of the x axis: it counts things, and only whole numbers are written.
    var hasWholeSteps = false

    /// Numbers take more room than per cents.
    private var left: Double { unit == .share ? 46 : 66 }
    private let top = 14.0
    let width = 330.0
    let height = 270.0

    init(
        x xRange: ClosedRange<Double>, label xLabel: String, y yRange: ClosedRange<Double>,
        label yLabel: String, unit: Unit = .share
    ) {
        (self.xRange, self.xLabel, self.yRange, self.yLabel) = (xRange, xLabel, yRange, yLabel)
        self.unit = unit
    }

    func x(_ share: Double) -> Double { left + Self.place(of: share, in: xRange) * width }

    func y(_ share: Double) -> Double { top + (1 - Self.place(of: share, in: yRange)) * height }

    /// From 0 at the range's beginning to 1 at its end. Halves, so that the span of the largest numbers is one too.
    private static func place(of value: Double, in range: ClosedRange<Double>) -> Double {
        (value / 2 - range.lowerBound / 2) / (range.upperBound / 2 - range.lowerBound / 2)
    }

    /// The plot as a picture whose words say what it shows.
    func svg(title: String, description: String, _ content: [Markup]) -> Markup {
        """
        <svg viewBox="0 0 \(Int(left + width) + 20) 334" role="img" aria-label="\(title). \(description)">
        <title>\(title)</title>
        \(xAxis)
        \(yAxis)
        \(content)
        </svg>
        """
    }

    private var xAxis: Markup {
        let ticks: [Markup] = Self.ticks(xRange).filter(isWritten).map { tick in
            "<text x=\"\(x(tick))\" y=\"\(top + height + 18)\" text-anchor=\"middle\">\(label(tick))</text>"
        }
        return """
            \(ticks)
            <text x="\(left + width / 2)" y="\(top + height + 40)" text-anchor="middle">\(xLabel)</text>
            """
    }

    private func isWritten(_ tick: Double) -> Bool {
        !hasWholeSteps || abs(tick - tick.rounded()) < 1e-6
    }

    private var yAxis: Markup {
        let ticks: [Markup] = Self.ticks(yRange).map { tick in
            """
            <line class="rule" x1="\(left)" x2="\(left + width)" y1="\(y(tick))" y2="\(y(tick))"/>
            <text x="\(left - 8)" y="\(y(tick) + 4)" text-anchor="end">\(label(tick))</text>
            """
        }
        let middle = top + height / 2
        return """
            \(ticks)
            <text transform="translate(11 \(middle)) rotate(-90)" text-anchor="middle">\(yLabel)</text>
            """
    }

    private func label(_ value: Double) -> String {
        guard unit == .share else { return NumberText.significant(value) }
        let percent = value * 100
        return NumberText.fixed(percent, decimals: abs(percent - percent.rounded()) < 1e-6 ? 0 : 1)
    }

    /// Round values in the range, six steps apart at most; none where they could not be told apart.
    private static func ticks(_ range: ClosedRange<Double>) -> [Double] {
        let span = range.upperBound - range.lowerBound
        guard span.isFinite, span > leastSpan(at: range) else { return [] }
        let power = pow(10, (log10(span / 6)).rounded(.down))
        let step = [power, 2 * power, 5 * power].first { span / $0 <= 6 + 1e-9 } ?? 10 * power
        let first = (range.lowerBound / step - 1e-9).rounded(.up)
        let last = (range.upperBound / step + 1e-9).rounded(.down)
        guard first <= last else { return [] }
        return (0...Int(last - first)).map { (first + Double($0)) * step }
    }

    /// A range of less is of numbers that differ in their last digits alone.
    static func leastSpan(at range: ClosedRange<Double>) -> Double {
        max(abs(range.lowerBound), abs(range.upperBound)) * 1e-12
    }
}
