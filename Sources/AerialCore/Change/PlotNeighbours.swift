/// The eight neighbours of each plot, as far as they are among the plots.
struct PlotNeighbours {
    /// Positions of the neighbours, by the plots' order.
    private let around: [[Int]]
    /// How much of a plot's prior comes from its neighbours, 0 to 1: development clumps.
    private let weight: Double

    init(tiles: [TileIndex], weight: Double) {
        self.weight = weight
        let positions = Dictionary(zip(tiles, tiles.indices), uniquingKeysWith: { first, _ in first })
        around = tiles.map { tile in
            (-1...1).flatMap { row in
                (-1...1).compactMap { column in
                    row == 0 && column == 0
                        ? nil : positions[TileIndex(row: tile.row + row, column: tile.column + column)]
                }
            }
        }
    }

    /// Each plot's prior probability of change: the common share, drawn towards what its neighbours show.
    func priors(share: Double, probabilities: [Double]) -> [Double] {
        around.map { neighbours in
            let mean =
                neighbours.isEmpty
                ? share : neighbours.reduce(0) { $0 + probabilities[$1] } / Double(neighbours.count)
            return min(0.5, (1 - weight) * share + weight * mean)
        }
    }

    /// For each plot the largest probability among its neighbours; 0 where it has none.
    func surest(_ probabilities: [Double]) -> [Double] {
        around.map { neighbours in neighbours.reduce(0) { max($0, probabilities[$1]) } }
    }
}
