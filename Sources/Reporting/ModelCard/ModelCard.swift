public import AerialCore

/// What goes with a model from hand to hand, as Markdown: what it is for, how good it is, where it ends; after
/// Mitchell et al., "Model Cards for Model Reporting", FAT* 2019.
public struct ModelCard: Sendable {
    /// A class with its training and held-out samples.
    public struct ClassCount: Sendable, Equatable {
        /// The class's name in the legend.
        public let name: String
        /// How many samples the model learned from.
        public let training: Int
        /// How many were kept from it.
        public let heldOut: Int

        public init(name: String, training: Int, heldOut: Int) {
            self.name = name
            self.training = training
            self.heldOut = heldOut
        }
    }

    /// The model's name, the card's heading.
    public var name: String
    /// What the model is made of.
    public var model: ModelFacts
    /// What the samples are, for the card's words.
    public var kind: SampleKind
    /// Imagery, labels, dates, rule.
    public var data: [Fact]
    /// In the legend's order.
    public var classes: [ClassCount]
    /// Regularisation, epochs, augmentation, seed ...
    public var recipe: [Fact]
    /// `nil` where nothing was held out.
    public var summary: EvaluationSummary?
    /// How the held-out samples were kept from training.
    public var split: HeldOutSplit
    /// Licence of the pretrained weights and what it asks for.
    public var weightsLicense: String
    /// Checksums, versions, the command line: what it takes to do it again.
    public var provenance: [Fact]
    /// Limits beyond ``standardLimits``.
    public var furtherLimits: [String] = []

    public init(
        name: String, model: ModelFacts, kind: SampleKind = .tile, data: [Fact], classes: [ClassCount],
        recipe: [Fact], summary: EvaluationSummary?, split: HeldOutSplit, weightsLicense: String,
        provenance: [Fact]
    ) {
        self.name = name
        self.model = model
        self.kind = kind
        self.data = data
        self.classes = classes
        self.recipe = recipe
        self.summary = summary
        self.split = split
        self.weightsLicense = weightsLicense
        self.provenance = provenance
    }

    /// What every model of this kind is meant for, a line each.
    public static let intendedUse = [
        "Maps of land use from vertical aerial imagery like that of its training, one class per tile.",
        "Finding places worth a look. A person decides; a single tile's class is no evidence about a parcel.",
    ]

    /// What limits every model of this kind.
    public static let standardLimits = [
        "Labels: references have errors (NLCD, a map itself, is right for 83 to 88 % of its pixels); a model learns "
            + "some of them, and part of the disagreement with it is theirs.",
        "Scale: it knows imagery at its own ground sample distance; tiles are resampled to it, and detail that the "
            + "source lacks does not come back.",
        "Season, light and sensor: other dates and cameras change colours; judge it anew on tiles of the new imagery.",
        "Place: held-out figures speak of ground near the training area. Farther away expect less.",
        "Tiles of several classes get one class; counts of tiles are not an area estimate.",
    ]

    /// The card's text.
    public func markdown() -> String {
        ([
            "# \(Markdown.escaped(name))", Markdown.facts(model.facts(counting: kind)),
            section("Intended use", Markdown.bullets(Self.intendedUse)),
            section("Data", Markdown.facts(data)), section("Classes", classTable),
            section("Recipe", Markdown.facts(recipe)), section("How good it is", accuracyText),
            section("Limits", Markdown.bullets(Self.standardLimits + furtherLimits)),
            section("Licence of the weights", Markdown.escaped(weightsLicense)),
            section("Provenance", Markdown.facts(provenance)),
        ] as [String]).filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private func section(_ heading: String, _ text: String) -> String {
        text.isEmpty ? "" : "## \(heading)\n\n\(text)"
    }

    private var classTable: String {
        Markdown.table(
            columns: [
                .text("Class"), .number("Training \(kind.plural)"), .number("Held-out \(kind.plural)"),
            ],
            rows: classes.map { [$0.name, NumberText.count($0.training), NumberText.count($0.heldOut)] })
    }

    private var accuracyText: String {
        guard let summary, summary.evaluatedCount > 0 else {
            return "Nothing was held out, so nothing is known. Evaluate it before use."
        }
        let matrix = summary.confusion
        let rows = matrix.classNames.indices.map { index in
            [
                matrix.classNames[index], NumberText.percent(matrix.usersAccuracy(of: index)),
                NumberText.percent(matrix.producersAccuracy(of: index)),
                NumberText.percent(matrix.f1(of: index)), NumberText.count(matrix.referenceCount(of: index)),
            ]
        }
        return """
            \(NumberText.percent(summary.accuracy)) of \(kind.counted(summary.evaluatedCount)) \(split.phrase) got the \
            right class (95 % interval \(NumberText.percentRange(matrix.accuracyInterval)); balanced accuracy \
            \(NumberText.percent(matrix.balancedAccuracy)); kappa \(NumberText.fixed(matrix.kappa, decimals: 3)); \
            calibration error \(NumberText.percent(summary.reliability.expectedCalibrationError))). \(split.meaning)

            \(Markdown.table(
                columns: [
                    .text("Class"), .number("Precision"), .number("Recall"), .number("F1"), .number("Held out"),
                ], rows: rows))
            """
    }
}
