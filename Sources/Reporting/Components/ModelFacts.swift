/// What a model is made of, as its report and its card say.
public struct ModelFacts: Sendable, Equatable {
    /// `efficientnet-lite0`
    public var backbone: String
    /// `logistic regression on frozen features`
    public var classifier: String
    /// How many tiles or images it was trained on, without those held out.
    public var trainingSamples: Int
    /// When it was trained, `2025-06-01`.
    public var trainedOn: String
    /// The ground sample distance of the imagery it was trained on; `nil` when that is not known.
    public var metersPerPixel: Double?
    /// Further lines: input size, normalisation, precision ...
    public var others: [Fact]

    public init(
        backbone: String, classifier: String, trainingSamples: Int, trainedOn: String,
        metersPerPixel: Double? = nil, others: [Fact] = []
    ) {
        self.backbone = backbone
        self.classifier = classifier
        self.trainingSamples = trainingSamples
        self.trainedOn = trainedOn
        self.metersPerPixel = metersPerPixel
        self.others = others
    }

    func facts(counting kind: SampleKind) -> [Fact] {
        var facts = [
            Fact("Backbone", backbone), Fact("Classifier", classifier),
            Fact("Trained on", kind.counted(trainingSamples)), Fact("Trained", trainedOn),
        ]
        if let metersPerPixel {
            facts.append(Fact("Ground sample distance", NumberText.trimmed(metersPerPixel) + " m a pixel"))
        }
        return facts + others
    }
}
