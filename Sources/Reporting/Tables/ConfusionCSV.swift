public import AerialCore

/// A confusion matrix as comma-separated values: a row a reference class, a column a predicted class, both in the
/// legend's order; the corner cell names the axes.
public enum ConfusionCSV {
    public static let corner = "reference \\ prediction"

    public static func text(of matrix: ConfusionMatrix) -> String {
        let rows = zip(matrix.classNames, matrix.counts).map { name, counts in
            [name] + counts.map(String.init)
        }
        return CSVText(header: [corner] + matrix.classNames, rows: rows).encoded
    }
}
