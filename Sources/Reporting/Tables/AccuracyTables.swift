public import AerialCore

extension TextTable {
    /// Precision, recall and F1 of each class, for the terminal.
    public static func classes(of matrix: ConfusionMatrix) -> TextTable {
        TextTable(
            columns: [
                .text("Class"), .number("Precision"), .number("Recall"), .number("F1"), .number("Reference"),
                .number("Predicted"),
            ],
            rows: matrix.classNames.enumerated().map { index, name in
                [
                    name, NumberText.percent(matrix.usersAccuracy(of: index)),
                    NumberText.percent(matrix.producersAccuracy(of: index)),
                    NumberText.percent(matrix.f1(of: index)),
                    NumberText.count(matrix.referenceCount(of: index)),
                    NumberText.count(matrix.predictionCount(of: index)),
                ]
            })
    }

    /// The confusion matrix, for the terminal; the corner names the axes.
    public static func confusion(_ matrix: ConfusionMatrix) -> TextTable {
        TextTable(
            columns: [.text(ConfusionCSV.corner)] + matrix.classNames.map { .number($0) },
            rows: zip(matrix.classNames, matrix.counts).map { name, counts in
                [name] + counts.map(NumberText.count)
            })
    }
}
