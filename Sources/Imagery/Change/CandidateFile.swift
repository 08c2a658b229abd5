public import AerialCore

/// The plots that are worth looking at, by rank: `candidates.csv`, `candidates.gpkg`.
public enum CandidateFile {
    static let layerName = "candidates"

    private static let columns =
        [FieldColumn(name: "rank", kind: .integer), FieldColumn(name: "id", kind: .text)]
        + PredictionColumns.place + ["from", "to"].map { FieldColumn(name: $0, kind: .text) }
        + [
            FieldColumn(name: "probability", kind: .share(decimals: 4)),
            FieldColumn(name: "sample", kind: .integer),
        ]

    /// - Parameters:
    ///   - candidates: by rank, the first one first.
    ///   - target: the class that they changed into, by its position.
    ///   - sample: the random ones whose marks speak for the whole list; `sample` is 1 for them and 0 for the others.
    ///   - path: ends in `.csv` or `.gpkg`.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public static func write(
        _ candidates: [TileChange], target: Int, sample: Set<TileIndex> = [], legend: Legend, grid: TileGrid,
        to path: String
    ) throws {
        let placer = try TilePlacer(grid: grid)
        try StagedOutput.writeTable(
            to: path, layerName: layerName, columns: columns, reference: grid.reference,
            style: ClassStyle.graded(column: "probability")
        ) { sink in
            for (position, candidate) in candidates.enumerated() {
                let place = try placer.place(of: candidate.tile)
                let values: [FieldValue?] =
                    [.integer(position + 1), .text(TileGrid.name(of: candidate.tile))]
                    + PredictionColumns.values(of: place)
                    + [
                        .text(legend.classNames[candidate.from]), .text(legend.classNames[target]),
                        .real(candidate.probability), .integer(sample.contains(candidate.tile) ? 1 : 0),
                    ]
                try sink.write(values, bounds: place.bounds)
            }
        }
    }
}
