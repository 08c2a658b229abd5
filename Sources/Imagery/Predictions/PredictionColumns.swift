internal import AerialCore

/// The columns of a table of predictions and a row's values for them.
struct PredictionColumns {
    static let coordinateDecimals = 3
    static let degreeDecimals = 7
    /// As many as a 32-bit number tells apart, so that figures worked out from a table are the program's own.
    static let shareDecimals = 9

    static let place: [FieldColumn] = [
        FieldColumn(name: "row", kind: .integer),
        FieldColumn(name: "column", kind: .integer),
        FieldColumn(name: "min_x", kind: .measure(decimals: coordinateDecimals)),
        FieldColumn(name: "min_y", kind: .measure(decimals: coordinateDecimals)),
        FieldColumn(name: "max_x", kind: .measure(decimals: coordinateDecimals)),
        FieldColumn(name: "max_y", kind: .measure(decimals: coordinateDecimals)),
        FieldColumn(name: "crs", kind: .text),
        FieldColumn(name: "min_lon", kind: .measure(decimals: degreeDecimals)),
        FieldColumn(name: "min_lat", kind: .measure(decimals: degreeDecimals)),
        FieldColumn(name: "max_lon", kind: .measure(decimals: degreeDecimals)),
        FieldColumn(name: "max_lat", kind: .measure(decimals: degreeDecimals)),
    ]

    /// What stands before a class's name in the name of its probability's column.
    static let probabilityPrefix = "p_"

    /// How unlike a tile is to what the model learned.
    static let foreignness = "foreign"

    let classNames: [String]

    var columns: [FieldColumn] {
        let texts = ["filepath", "label", "pred_label"].map { FieldColumn(name: $0, kind: .text) }
        let shares = (["confidence"] + classNames.map { Self.probabilityPrefix + $0 }).map {
            FieldColumn(name: $0, kind: .share(decimals: Self.shareDecimals))
        }
        return ["id", "source"].map { FieldColumn(name: $0, kind: .text) } + Self.place + texts + shares
            + [FieldColumn(name: Self.foreignness, kind: .share(decimals: 4))]
            + ["status", "reason"].map { FieldColumn(name: $0, kind: .text) }
    }

    func values(of row: TilePrediction) -> [FieldValue?] {
        precondition(
            row.probabilities.isEmpty || row.probabilities.count == classNames.count,
            "a scored tile has one probability per class")
        let probabilities: [FieldValue?] =
            row.probabilities.isEmpty
            ? Array(repeating: nil, count: classNames.count)
            : row.probabilities.map { .real(Double($0)) }
        let predicted = row.predictedClass.map { FieldValue.text(classNames[$0]) }
        return [.text(row.id), .text(row.source)] + Self.values(of: row.place)
            + [Self.text(row.filePath), Self.text(row.label), predicted]
            + [row.confidence.map { .real(Double($0)) }] + probabilities
            + [row.foreignness.map { .real(Double($0)) }]
            + [.text(row.status.rawValue), Self.text(row.reason)]
    }

    static func values(of place: TilePlace?) -> [FieldValue?] {
        guard let place else { return Array(repeating: nil, count: Self.place.count) }
        let bounds = place.bounds
        let degrees = place.degrees
        return [.integer(place.index.row), .integer(place.index.column)]
            + [bounds.minX, bounds.minY, bounds.maxX, bounds.maxY].map { .real($0) }
            + [.text(place.referenceIdentifier)]
            + [degrees.minX, degrees.minY, degrees.maxX, degrees.maxY].map { .real($0) }
    }

    private static func text(_ text: String?) -> FieldValue? {
        text.flatMap { $0.isEmpty ? nil : .text($0) }
    }
}
