public import AerialCore

/// A confusion matrix as comma-separated values: a row per reference class, a column per predicted class, both in the
/// legend's order; the corner cell names the axes.
public enum ConfusionCSV {
    /// The first cell of the first row, which names the axes.
    public static let corner = "reference \\ prediction"

    /// The whole file, a line of class names first.
    public static func text(of matrix: ConfusionMatrix) -> String {
        let rows = zip(matrix.classNames, matrix.counts).map { name, counts in
            [name] + counts.map(String.init)
        }
        return CSVText(header: [corner] + matrix.classNames, rows: rows).encoded
    }
}
