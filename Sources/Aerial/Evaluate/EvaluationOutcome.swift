public import AerialCore
public import Reporting
internal import Scoring

/// What an evaluation found. As JSON it is `metrics.json`.
public struct EvaluationOutcome: ReportedOutcome {
    let model: TrainedModel
    let sample: EvaluationSample
    let table: PredictionTable
    /// Accuracy, precision and recall by class, the confusion matrix.
    public let summary: EvaluationSummary
    /// Calibration, accuracy by place and by distance, copies of training images.
    public let diagnostics: EvaluationDiagnostics
    /// Between the model's classes and those of a coarser legend, where one was asked for.
    public let grouping: ClassGrouping?

    /// How the evaluated tiles were kept from training, to stand after "tiles".
    public var splitPhrase: String { sample.split.phrase }

    /// What `metrics.json` holds.
    public var figures: MetricsJSON { MetricsJSON(summary, diagnostics: diagnostics) }
}
