/// The eight neighbours of each plot, as far as they are among the plots.
struct PlotNeighbours {
    /// Positions of the neighbours, one plot's after the other's, by the plots' order.
    private let around: [Int32]
    /// Where each plot's neighbours begin in ``around``, and the end.
    private let starts: [Int32]
    /// How much of a plot's prior comes from its neighbours, 0 to 1: development clumps.
    private let weight: Double

    init(tiles: [TileIndex], weight: Double) {
        self.weight = weight
        let positions = Dictionary(
            zip(tiles, Int32(0)...), uniquingKeysWith: { first, _ in first })
        var around: [Int32] = []
        var starts: [Int32] = [0]
        around.reserveCapacity(8 * tiles.count)
        starts.reserveCapacity(tiles.count + 1)
        for tile in tiles {
            for row in -1...1 {
                for column in -1...1 where row != 0 || column != 0 {
                    let neighbour = TileIndex(row: tile.row + row, column: tile.column + column)
                    positions[neighbour].map { around.append($0) }
                }
            }
            starts.append(Int32(around.count))
        }
        self.around = around
        self.starts = starts
    }

    /// Each plot's prior probability of change: the common share, drawn towards what its neighbours show.
    func priors(share: Double, probabilities: [Double]) -> [Double] {
        reduced(probabilities, 0, +).map { sum, count in
            let mean = count == 0 ? share : sum / Double(count)
            return min(0.5, (1 - weight) * share + weight * mean)
        }
    }

    /// For each plot the largest probability among its neighbours; 0 where it has none.
    func surest(_ probabilities: [Double]) -> [Double] {
        reduced(probabilities, 0, max).map(\.value)
    }

    /// For each plot what its neighbours' values come to, and how many there are.
    private func reduced(
        _ values: [Double], _ start: Double, _ next: (Double, Double) -> Double
    ) -> [(value: Double, count: Int)] {
        (0..<starts.count - 1).map { plot in
            let range = Int(starts[plot])..<Int(starts[plot + 1])
            return (range.reduce(start) { next($0, values[Int(around[$1])]) }, range.count)
        }
    }
}
