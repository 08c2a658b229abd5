import AerialCore
import Testing

/// The expected figures come from scikit-learn 1.9 (`confusion_matrix`, `balanced_accuracy_score`,
/// `cohen_kappa_score`, `precision_recall_fscore_support`, `top_k_accuracy_score`), SciPy
/// (`binomtest(...).proportion_ci("wilson")`) and, for calibration and coverage, sums written out in NumPy.
struct EvaluationSummaryTests {
    static let classNames = ["Developed", "Cultivated", "Forest"]
    static let outcomes: [(probabilities: [Float], reference: Int)] = [
        ([0.75, 0.125, 0.125], 0), ([0.5, 0.375, 0.125], 0), ([0.125, 0.75, 0.125], 1),
        ([0.25, 0.625, 0.125], 1), ([0.375, 0.5, 0.125], 0), ([0.125, 0.25, 0.625], 2),
        ([0.0625, 0.0625, 0.875], 2), ([0.4375, 0.3125, 0.25], 2), ([0.125, 0.25, 0.625], 1),
        ([0.9375, 0.03125, 0.03125], 0), ([0.25, 0.4375, 0.3125], 1), ([0.125, 0.8125, 0.0625], 0),
    ]

    static func row(_ number: Int) -> TilePrediction {
        let outcome = outcomes[number]
        return TilePrediction(
            id: "t\(number)", source: "scene.tif", label: classNames[outcome.reference], status: .scored,
            probabilities: outcome.probabilities)
    }

    static let rows = outcomes.indices.map(row)

    private func summary() throws -> EvaluationSummary {
        try EvaluationSummary(of: PredictionTable(classNames: Self.classNames, rows: Self.rows))
    }

    @Test func figuresOfTheWorkedExampleEqualScikitLearn() throws {
        let matrix = try summary().confusion
        #expect(matrix.counts == [[3, 2, 0], [0, 3, 1], [1, 0, 2]])
        #expect(matrix.accuracy == 8.0 / 12)
        #expect(isClose(matrix.balancedAccuracy, 0.672_222_222_222_222_2))
        #expect(isClose(matrix.kappa, 0.494_736_842_105_263_14))
        #expect(isClose(matrix.accuracyInterval?.lowerBound, 0.390_622_088_872_799_53))
        #expect(isClose(matrix.accuracyInterval?.upperBound, 0.861_879_908_908_786_7))
        let classes = matrix.counts.indices
        #expect(classes.map { matrix.usersAccuracy(of: $0) } == [0.75, 0.6, 2.0 / 3])
        #expect(classes.map { matrix.producersAccuracy(of: $0) } == [0.6, 0.75, 2.0 / 3])
        #expect(classes.allSatisfy { isClose(matrix.f1(of: $0), 2.0 / 3) })
    }

    @Test func topTwoCountsTheSecondGuess() throws {
        #expect(isClose(try summary().topTwoAccuracy, 0.916_666_666_666_666_6))
    }

    @Test func calibrationErrorOfTheWorkedExample() throws {
        let reliability = try summary().reliability
        #expect(isClose(reliability.expectedCalibrationError, 0.145_833_333_333_333_31))
        #expect(reliability.bins.count == 15)
        #expect(reliability.bins.reduce(0) { $0 + $1.count } == 12)
    }

    @Test func coverageOfTheWorkedExample() throws {
        let points = try summary().coverage.points
        let least: [Double] = [0.9375, 0.875, 0.8125, 0.75, 0.625, 0.5, 0.4375]
        let coverage: [Double] = [1, 2, 3, 5, 8, 10, 12]
        let accuracy: [Double] = [1, 1, 2.0 / 3, 0.8, 0.75, 0.7, 8.0 / 12]
        #expect(points.map(\.leastConfidence) == least)
        #expect(points.map(\.coverage) == coverage.map { $0 / 12 })
        #expect(points.map(\.accuracy) == accuracy)
    }

    @Test func groupedTilesAreRightWhenTheirGroupIs() throws {
        let legend = try Legend.named("example", classNames: Self.classNames)
        let green = LegendColor(red: 0, green: 128, blue: 0)
        let coarse = try Legend(
            name: "coarse",
            classes: [
                LandUseClass(name: "Built", codes: [21, 22, 23, 24], color: green),
                LandUseClass(name: "Green", codes: [81, 82, 41, 42, 43, 90], color: green),
            ])
        let summary = try EvaluationSummary(
            of: PredictionTable(classNames: Self.classNames, rows: Self.rows),
            grouping: ClassGrouping(from: legend, to: coarse))
        #expect(summary.groupedConfusion?.counts == [[3, 2], [1, 6]])
        #expect(summary.groupedAccuracy == 0.75)
    }

    @Test func onlyScoredAndLabelledTilesCount() throws {
        let others = [
            TilePrediction(id: "n", source: "s", label: "Forest", status: .nodata),
            TilePrediction(id: "r", source: "s", label: "Forest", status: .rejected, reason: "cut short"),
            TilePrediction(id: "u", source: "s", status: .scored, probabilities: [1, 0, 0]),
        ]
        let mixed = try EvaluationSummary(
            of: PredictionTable(classNames: Self.classNames, rows: Self.rows + others))
        #expect(mixed.confusion == (try summary().confusion))
        #expect(mixed.counts.tiles == 15 && mixed.counts.scored == 13)
        #expect(mixed.unlabelledCount == 1 && mixed.evaluatedCount == 12)
    }

    @Test func namingTheMostFrequentClassIsTheFloor() throws {
        #expect(try summary().majorityAccuracy == 5.0 / 12)
    }

    @Test func withoutTilesThereAreNoFigures() throws {
        let summary = try EvaluationSummary(of: PredictionTable(classNames: Self.classNames, rows: []))
        #expect(summary.accuracy == nil && summary.topTwoAccuracy == nil && summary.majorityAccuracy == nil)
        #expect(summary.reliability.expectedCalibrationError == nil && summary.coverage.points.isEmpty)
    }

    @Test func anUnknownLabelIsAnErrorThatNamesTheTile() {
        let row = TilePrediction(
            id: "t9", source: "s", label: "Lava", status: .scored, probabilities: [1, 0, 0])
        let error = #expect(throws: EvaluationError.self) {
            try EvaluationSummary(of: PredictionTable(classNames: Self.classNames, rows: [row]))
        }
        #expect(error?.description.contains("t9") == true && error?.description.contains("Lava") == true)
    }

    private func table(_ probabilities: [Float], label: String? = "Forest") -> PredictionTable {
        let row = TilePrediction(
            id: "t9", source: "s", label: label, status: .scored, probabilities: probabilities,
            foreignness: 0.5)
        return PredictionTable(classNames: Self.classNames, rows: [row])
    }

    @Test(arguments: [[], [1], [0, 1], [0.1, 0.1, 0.2, 0.6], [0, 0, 0, 0, 1]] as [[Float]])
    func aRowWithAnotherNumberOfProbabilitiesIsNamed(probabilities: [Float]) {
        for label in ["Forest", nil] {
            let table = table(probabilities, label: label)
            #expect(
                throws: EvaluationError.probabilityCount(id: "t9", expected: 3, found: probabilities.count)
            ) { try EvaluationSummary(of: table) }
            // What does not say what is wrong leaves the row out.
            #expect(table.mostConfidentMistakes(limit: 9).isEmpty && table.referencedPredictions().isEmpty)
            #expect(ForeignnessAccuracy(of: table) == nil)
        }
    }

    @Test(arguments: [.nan, .infinity, -.infinity, 1.5, -0.5, 7e30] as [Float])
    func whatIsNoProbabilityIsNamed(value: Float) throws {
        for position in 0..<3 {
            var probabilities: [Float] = [0.25, 0.25, 0.25]
            probabilities[position] = value
            let error = #expect(throws: EvaluationError.self) {
                try EvaluationSummary(of: table(probabilities))
            }
            let text = "\(try #require(error))"
            #expect(text.contains("t9") && text.contains(Self.classNames[position]))
        }
        #expect(try EvaluationSummary(of: table([-1e-7, 0, 1.000_001])).accuracy == 1)
    }

    @Test func aGroupingOfOtherClassesIsRefused() throws {
        let grouping = try ClassGrouping(from: .nlcd6, to: .nlcd3)
        #expect(throws: EvaluationError.self) {
            try EvaluationSummary(
                of: PredictionTable(classNames: Self.classNames, rows: Self.rows), grouping: grouping)
        }
    }

    @Test func mistakesComeMostConfidentFirst() {
        let table = PredictionTable(classNames: Self.classNames, rows: Self.rows)
        #expect(table.mostConfidentMistakes(limit: 3).map(\.id) == ["t11", "t8", "t4"])
        #expect(table.mostConfidentMistakes(limit: 99).count == 4)
    }
}

func isClose(_ value: Double?, _ expected: Double, tolerance: Double = 1e-12) -> Bool {
    value.map { abs($0 - expected) <= tolerance } ?? false
}
