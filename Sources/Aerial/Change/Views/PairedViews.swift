internal import AerialCore

/// The features of the tiles that were scored at both dates, read from the ledgers in their order.
struct PairedViews: PlotFeatures {
    private let ledgers: [TileLedger]
    /// Where each plot's features begin, in the ledger of each date.
    private let positions: [[Int]]
    let featureCount: Int
    private let layout: LedgerLayout

    /// Read at once at most, of each date, in bytes and in plots.
    private static let windowLength = 4 << 20
    private static let windowPlots = 512

    /// - Parameters:
    ///   - positions: for each date one per plot, rising.
    ///   - layout: of a tile's numbers, its features narrow.
    init(ledgers: [TileLedger], positions: [[Int]], layout: LedgerLayout) {
        self.ledgers = ledgers
        self.positions = positions
        self.layout = layout
        featureCount = layout.narrow.count
    }

    func features(of plot: Int, at date: PlotDate) throws -> [Float] {
        let index = date == .before ? 0 : 1
        var bytes = [UInt8](repeating: 0, count: length)
        try bytes.withUnsafeMutableBytes { try ledgers[index].read(into: $0, at: positions[index][plot]) }
        var features = [Float](repeating: 0, count: featureCount)
        features.withUnsafeMutableBufferPointer { features in
            bytes.withUnsafeBytes { layout.widen($0, into: features) }
        }
        return features
    }

    func visit(
        _ body: (_ plot: Int, _ before: UnsafeBufferPointer<Float>, _ after: UnsafeBufferPointer<Float>) ->
            Void
    ) throws {
        var vectors = Array(repeating: [Float](repeating: 0, count: featureCount), count: 2)
        var plot = 0
        while plot < positions[0].count {
            let window = plot..<windowEnd(from: plot)
            let bytes = try [0, 1].map { try read(window, date: $0) }
            for plot in window {
                for date in 0..<2 {
                    let start = positions[date][plot] - positions[date][window.lowerBound]
                    vectors[date].withUnsafeMutableBufferPointer { vector in
                        bytes[date].withUnsafeBytes {
                            layout.widen(
                                UnsafeRawBufferPointer(rebasing: $0[start..<start + length]), into: vector)
                        }
                    }
                }
                vectors[0].withUnsafeBufferPointer { before in
                    vectors[1].withUnsafeBufferPointer { body(plot, before, $0) }
                }
            }
            plot = window.upperBound
        }
    }

    /// Of one plot's features, in bytes.
    private var length: Int { layout.narrowByteCount }

    private func windowEnd(from plot: Int) -> Int {
        var end = plot + 1
        while end < positions[0].count, end - plot < Self.windowPlots,
            positions.allSatisfy({ $0[end] - $0[plot] < Self.windowLength })
        {
            end += 1
        }
        return end
    }

    private func read(_ window: Range<Int>, date: Int) throws -> [UInt8] {
        let positions = positions[date]
        let start = positions[window.lowerBound]
        var bytes = [UInt8](repeating: 0, count: positions[window.upperBound - 1] - start + length)
        try bytes.withUnsafeMutableBytes { try ledgers[date].read(into: $0, at: start) }
        return bytes
    }
}
