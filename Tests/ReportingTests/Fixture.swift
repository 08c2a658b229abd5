import AerialCore

/// Twelve tiles of three classes: the worked example of the evaluation's own tests.
enum Fixture {
    static let classNames = ["Developed", "Cultivated", "Forest"]

    static let rows: [(probabilities: [Float], reference: Int)] = [
        ([0.75, 0.125, 0.125], 0), ([0.5, 0.375, 0.125], 0), ([0.125, 0.75, 0.125], 1),
        ([0.25, 0.625, 0.125], 1), ([0.375, 0.5, 0.125], 0), ([0.125, 0.25, 0.625], 2),
        ([0.0625, 0.0625, 0.875], 2), ([0.4375, 0.3125, 0.25], 2), ([0.125, 0.25, 0.625], 1),
        ([0.9375, 0.03125, 0.03125], 0), ([0.25, 0.4375, 0.3125], 1), ([0.125, 0.8125, 0.0625], 0),
    ]

    static let table = PredictionTable(
        classNames: classNames,
        rows: rows.enumerated().map { number, row in
            TilePrediction(
                id: "t\(number)", source: "scene.tif", label: classNames[row.reference], status: .scored,
                probabilities: row.probabilities)
        })

    static let legend: Legend = (try? Legend.named("example", classNames: classNames)) ?? .nlcd6

    static func summary(grouping: Bool = false) throws -> EvaluationSummary {
        try EvaluationSummary(of: table, grouping: grouping ? greenGrouping() : nil)
    }

    /// Developed by itself, cultivated and forest as one.
    static func greenGrouping() throws -> ClassGrouping {
        let color = LegendColor(red: 60, green: 140, blue: 70)
        let coarse = try Legend(
            name: "coarse",
            classes: [
                LandUseClass(name: "Built", codes: [21, 22, 23, 24], color: color),
                LandUseClass(name: "Green", codes: [81, 82, 41, 42, 43, 90], color: color),
            ])
        return try ClassGrouping(from: legend, to: coarse)
    }
}
