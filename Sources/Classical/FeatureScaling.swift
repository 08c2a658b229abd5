/// Mean and spread of each feature over the training rows.
struct FeatureScaling {
    let means: [Double]
    /// Standard deviations; 1 for a feature that does not vary, which then counts as 0 everywhere.
    let deviations: [Double]

    init(of table: FeatureTable) {
        let width = table.featureCount
        let count = Double(max(1, table.count))
        var sums = [Double](repeating: 0, count: width)
        var squares = [Double](repeating: 0, count: width)
        for row in 0..<table.count {
            for (feature, value) in table.row(row).enumerated() { sums[feature] += Double(value) }
        }
        let means = sums.map { $0 / count }
        for row in 0..<table.count {
            for (feature, value) in table.row(row).enumerated() {
                let distance = Double(value) - means[feature]
                squares[feature] += distance * distance
            }
        }
        self.means = means
        deviations = squares.map { square in
            let deviation = (square / count).squareRoot()
            return deviation > 1e-12 ? deviation : 1
        }
    }

    /// All rows with mean 0 and deviation 1, in the table's order.
    func scaledValues(of table: FeatureTable) -> [Float] {
        var scaled = [Float](repeating: 0, count: table.values.count)
        for row in 0..<table.count {
            let start = row * table.featureCount
            for (feature, value) in table.row(row).enumerated() {
                scaled[start + feature] = Float((Double(value) - means[feature]) / deviations[feature])
            }
        }
        return scaled
    }
}
