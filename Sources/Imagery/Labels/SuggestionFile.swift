public import AerialCore

/// A tile or picture whose label would help.
public struct Suggestion: Sendable, Equatable {
    public let id: String
    public let source: String
    /// `nil` for a picture.
    public let place: TilePlace?
    public let predicted: String
    /// Of the predicted class.
    public let confidence: Double
    /// How far the second class lies behind, 0 to 1: small where the model is unsure.
    public let margin: Double

    public init(
        id: String, source: String, place: TilePlace?, predicted: String, confidence: Double, margin: Double
    ) {
        self.id = id
        self.source = source
        self.place = place
        self.predicted = predicted
        self.confidence = confidence
        self.margin = margin
    }
}

/// Suggestions with an empty `class` to fill in: `suggestions.csv`, `suggestions.gpkg`.
public enum SuggestionFile {
    static let layerName = "suggestions"

    static let columns =
        [
            FieldColumn(name: "rank", kind: .integer), FieldColumn(name: "id", kind: .text),
            FieldColumn(name: "source", kind: .text),
        ] + PredictionColumns.place
        + [
            FieldColumn(name: "pred_label", kind: .text),
            FieldColumn(name: "confidence", kind: .share(decimals: 4)),
            FieldColumn(name: "margin", kind: .share(decimals: 4)), FieldColumn(name: "class", kind: .text),
        ]

    /// - Parameters:
    ///   - reference: of the places; `nil` for pictures.
    ///   - path: ends in `.csv` or `.gpkg`.
    /// - Throws: ``ImageryError/cannotWrite(path:reason:)``; then nothing is left under the name.
    public static func write(
        _ suggestions: [Suggestion], legend: Legend, reference: CoordinateReference?, to path: String
    ) throws {
        try StagedOutput.writeTable(
            to: path, layerName: layerName, columns: columns, reference: reference,
            style: ClassStyle.vector(legend, column: "class", isFilledIn: true)
        ) { sink in
            for (position, item) in suggestions.enumerated() {
                let values: [FieldValue?] =
                    [.integer(position + 1), .text(item.id), .text(item.source)]
                    + PredictionColumns.values(of: item.place)
                    + [.text(item.predicted), .real(item.confidence), .real(item.margin), nil]
                try sink.write(values, bounds: item.place?.bounds)
            }
        }
    }
}

extension EarlierOutput {
    /// Suggestions of tiles to label.
    public static func isSuggestions(_ path: String) -> Bool {
        header(of: path, layer: SuggestionFile.layerName) == SuggestionFile.columns.map(\.name)
    }
}
