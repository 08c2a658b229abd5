public import AerialCore

/// How good models are on areas that each of them did not see: a row per fold, their mean, and all held-out tiles together.
/// One page that stands alone.
public struct FoldsReport: Sendable {
    /// What a model made of its held-out areas.
    public struct Fold: Sendable, Equatable {
        /// Its folder's name.
        public let name: String
        /// Held out.
        public let areas: [String]
        /// References are the rows.
        public let confusion: ConfusionMatrix

        public init(name: String, areas: [String], confusion: ConfusionMatrix) {
            self.name = name
            self.areas = areas
            self.confusion = confusion
        }
    }

    /// The page's heading.
    public var title: String
    /// The classes' colours.
    public var legend: Legend
    public var folds: [Fold]
    /// Of all folds together.
    public var confusion: ConfusionMatrix
    /// The mean of the folds' accuracies.
    public var meanAccuracy: Double?
    /// Of the folds' accuracies; `nil` for fewer than two.
    public var standardDeviation: Double?
    /// What made the page, and when.
    public var provenance: [Fact] = []

    public init(title: String, legend: Legend, folds: [Fold], confusion: ConfusionMatrix) {
        self.title = title
        self.legend = legend
        self.folds = folds
        self.confusion = confusion
    }

    /// The page.
    public func html() -> String {
        Page(
            title: title, kind: "Evaluation of folds",
            subtitle:
                "\(NumberText.count(folds.count)) models, each on areas that it did not see; the classes of the legend "
                + legend.name,
            sections: [
                headline,
                .section(
                    "By fold",
                    lead: """
                        Each area is held out once. How far the folds lie apart says how much accuracy depends on the place. They \
                        share most of what they learned from, so their spread is smaller than that of independent trials.
                        """, [foldTable]),
                .section(
                    "By class",
                    lead: "All held-out tiles, each judged by the model that did not see its area.",
                    [ClassTable(matrix: confusion, legend: legend).markup]),
                .section("What is taken for what", [ConfusionTable(matrix: confusion).markup]),
                .section("Provenance", [.factTable(provenance)]),
            ]
        ).html
    }

    private var headline: Markup {
        let spread = standardDeviation.map {
            "standard deviation \(NumberText.fixed($0 * 100, decimals: 1)) points"
        }
        return """
            <div class="headline"><div><p class="figure">\(NumberText.percent(meanAccuracy))</p>\
            <p>mean accuracy of \(NumberText.count(folds.count)) folds\(spread.map { ", \($0)" } ?? "")</p></div>\
            \(Markup.stats([
                (name: "All tiles together", figure: NumberText.percent(confusion.accuracy),
                    remark: "of \(NumberText.count(confusion.total))"),
                (name: "Balanced accuracy", figure: NumberText.percent(confusion.balancedAccuracy),
                    remark: "mean over classes"),
                (name: "Kappa", figure: NumberText.fixed(confusion.kappa, decimals: 3), remark: "beyond chance"),
            ]))</div>
            """
    }

    private var foldTable: Markup {
        .counts(
            ["Fold", "Held out", "Tiles", "Accuracy", "Balanced", "Kappa"],
            rows: folds.map { fold in
                (
                    "<a href=\"\(fold.name)/report.html\">\(fold.name)</a>",
                    [
                        fold.areas.joined(separator: ", "), NumberText.count(fold.confusion.total),
                        NumberText.percent(fold.confusion.accuracy),
                        NumberText.percent(fold.confusion.balancedAccuracy),
                        NumberText.fixed(fold.confusion.kappa, decimals: 3),
                    ]
                )
            })
    }
}
