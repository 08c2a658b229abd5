public import AerialCore

/// How good a model is, for those who must decide whether to trust it: one page that stands alone.
public struct EvaluationReport: Sendable {
    /// The page's heading, of the browser's tab too.
    public var title: String
    /// The figures: accuracies, the confusion matrix, confidences.
    public var summary: EvaluationSummary
    /// The classes' colours.
    public var legend: Legend
    /// How the evaluated samples were kept from training, which says how far the figures reach.
    public var split: HeldOutSplit
    /// What the samples are, for the page's words.
    public var kind: SampleKind
    /// The model that was evaluated.
    public var model: ModelFacts
    /// Where the samples come from: imagery, labels, dates, rule.
    public var data: [Fact] = []
    /// How many of each class the model learned from, and how many were kept from it.
    public var classes: [ModelCard.ClassCount] = []
    /// The colours of the groups, when the summary has them.
    public var groupedLegend: Legend?
    /// Calibration, places, distances, copies across the split.
    public var diagnostics = EvaluationDiagnostics()
    /// Maps of the evaluated ground; empty without.
    public var maps: [MapFigure] = []
    /// Where predictions were right and wrong, area by area; empty when places are not known.
    public var places: [PlaceOutcomes] = []
    /// By pair of classes; those of a pair follow each other.
    public var mistakes: [Mistake] = []
    /// Inputs that could not be read; they count in no figure.
    public var rejected: [RejectedInput] = []
    /// Checksums, versions, options, the command line: what it takes to do it again.
    public var provenance: [Fact] = []
    /// What else a reader should know, a paragraph each.
    public var notes: [String] = []

    /// A report of the figures alone; what else the page may show is set afterwards.
    public init(
        title: String, summary: EvaluationSummary, legend: Legend, split: HeldOutSplit,
        kind: SampleKind = .tile,
        model: ModelFacts
    ) {
        self.title = title
        self.summary = summary
        self.legend = legend
        self.split = split
        self.kind = kind
        self.model = model
    }

    /// The page.
    public func html() -> String {
        Page(
            title: title, kind: "Evaluation report",
            subtitle: "\(model.backbone), \(model.classifier), trained on "
                + "\(kind.counted(model.trainingSamples)) (\(model.trainedOn))",
            sections: [
                headline, plainWords, confusionSection, classSection, groupedSection, confidenceSection,
                steadinessSection, mapSection, gallerySection, .rejectedInputs(rejected), cardSection,
                notesSection,
            ]
        ).html
    }
}
