/// Where the values of unchanged plots lie, by the class of the first date: median and spread (1.4826 MAD), which the few
/// plots that changed hardly move.
struct ClassSpread {
    private let centers: [Double]
    private let spreads: [Double]

    /// A class's own spread counts as much as that of all plots when it has so many plots.
    private static let pooling = 10.0
    private static let fewestPlots = 5

    /// - Parameters:
    ///   - classes: of each value's plot.
    ///   - isCentered: false to measure from 0 instead of the median.
    init(of values: [Double], classes: [Int], classCount: Int, isCentered: Bool = true) {
        let all = Self.robust(values)
        var centers = [Double](repeating: all.center, count: classCount)
        var spreads = [Double](repeating: all.spread, count: classCount)
        for classIndex in 0..<classCount {
            let own = values.indices.filter { classes[$0] == classIndex }.map { values[$0] }
            guard own.count >= Self.fewestPlots else { continue }
            let weight = Double(own.count) / (Double(own.count) + Self.pooling)
            let robust = Self.robust(own)
            centers[classIndex] = weight * robust.center + (1 - weight) * all.center
            let variance = weight * robust.spread * robust.spread + (1 - weight) * all.spread * all.spread
            spreads[classIndex] = variance.squareRoot()
        }
        self.centers = isCentered ? centers : centers.map { _ in 0 }
        self.spreads = spreads
    }

    /// A value in spreads from its class's centre, held within -3 and 8.
    func standardized(_ value: Double, classIndex: Int) -> Double {
        min(8, max(-3, (value - centers[classIndex]) / spreads[classIndex]))
    }

    private static func robust(_ values: [Double]) -> (center: Double, spread: Double) {
        guard !values.isEmpty else { return (0, 1) }
        let center = values.sorted()[values.count / 2]
        let deviation = values.map { abs($0 - center) }.sorted()[values.count / 2]
        return (center, max(1e-3, 1.4826 * deviation))
    }
}
