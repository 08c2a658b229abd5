public import AerialCore

/// How a land-cover map that stands for the first date agrees with what a model sees at the second.
public struct ChangeLandCover: Sendable, Equatable {
    /// The map's file name.
    public let name: String
    /// How a tile got its class.
    public let rule: String
    /// The classes with the colours that the map is drawn in.
    public let legend: Legend
    /// Of tiles with a label and imagery: rows are the map, columns the model.
    public let agreement: ConfusionMatrix
    /// Tiles that the map does not give to the target class and that look like it: a sum of probabilities.
    public let contradictions: Double
    /// Those of them that are expected to be no change.
    public let labelErrors: Double
    /// Tiles that the map gives to the target class and that do not look like it.
    public let reverseContradictions: Double
    /// Tiles that the map gives no clear class.
    public let unlabelled: Int

    /// - Parameters:
    ///   - agreement: rows are the map, columns the model.
    ///   - contradictions: tiles; so too `labelErrors` and `reverseContradictions`.
    public init(
        name: String, rule: String, legend: Legend, agreement: ConfusionMatrix, contradictions: Double,
        labelErrors: Double, reverseContradictions: Double, unlabelled: Int
    ) {
        self.name = name
        self.rule = rule
        self.legend = legend
        self.agreement = agreement
        self.contradictions = contradictions
        self.labelErrors = labelErrors
        self.reverseContradictions = reverseContradictions
        self.unlabelled = unlabelled
    }

    /// What the map's own errors do.
    func paragraph(target: String) -> String {
        func tiles(_ count: Double) -> String { NumberText.fixed(count, decimals: 1) }
        return
            "\(tiles(contradictions)) tiles look \(target) now that \(name) gives another class. Of these "
            + "\(tiles(labelErrors)) would be there without any change: errors of the labels, and ground that was partly "
            + "\(target) already. That is told from the \(tiles(reverseContradictions)) tiles that the labels call \(target) "
            + "and that do not look like it, which no building explains: labels are taken to err both ways equally often. "
            + "Where yours miss more than they invent, more candidates are false than is said here."
    }

    func section(target: String) -> Markup {
        .section(
            "What the labels’ own errors do",
            [
                .paragraph(paragraph(target: target)),
                "<h3>Labels and model</h3>",
                .paragraph(
                    """
                    \(NumberText.percent(agreement.accuracy)) of \(NumberText.count(agreement.total)) tiles have the same class by the \
                    labels and by the model, changes included. \(NumberText.count(unlabelled)) tiles have no clear label (rule \
                    \(rule)) and are left out.
                    """, class: "note"),
                ConfusionTable(matrix: agreement, rowAxis: "Labels before", columnAxis: "Model after").markup,
            ])
    }
}
