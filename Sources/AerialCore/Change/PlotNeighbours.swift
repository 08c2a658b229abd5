/// The eight neighbours of each plot, as far as they are among the plots.
struct PlotNeighbours {
    /// Positions of the neighbours, by the plots' order.
    private let around: [[Int]]

    init(tiles: [TileIndex]) {
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
    func priors(share: Double, probabilities: [Double], weight: Double) -> [Double] {
        around.map { neighbours in
            guard !neighbours.isEmpty else { return share }
            let mean = neighbours.reduce(0) { $0 + probabilities[$1] } / Double(neighbours.count)
            return min(0.5, max(share * (1 - weight), (1 - weight) * share + weight * mean))
        }
    }

    /// For each plot the largest probability among the neighbours that have more of a value than itself; 0 where none has.
    func surestAbove(_ values: [Double], probabilities: [Double]) -> [Double] {
        around.enumerated().map { plot, neighbours in
            neighbours.filter { values[$0] > values[plot] }.map { probabilities[$0] }.max() ?? 0
        }
    }
}
