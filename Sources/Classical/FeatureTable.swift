/// Feature vectors with their classes: what a classical classifier learns from.
public struct FeatureTable: Sendable {
    /// Values a row.
    public let featureCount: Int
    /// Rows one after the other, `count * featureCount` values.
    public private(set) var values: [Float] = []
    /// The class of each row, as a position in the list of classes.
    public private(set) var labels: [Int] = []
    /// Rows of one group (a block or scene) stay on one side when a validation part is set aside.
    public private(set) var groups: [Int] = []
    /// Rows of one item (an image from several sides) stay on one side even where groups cannot be kept whole.
    public private(set) var items: [Int] = []

    /// An empty table.
    public init(featureCount: Int) {
        self.featureCount = featureCount
    }

    /// The number of rows.
    public var count: Int { labels.count }

    /// - Parameters:
    ///   - group: rows from the same place; by default each row is a group of its own.
    ///   - item: rows of the same image, which are of one label; by default each row is an item of its own.
    public mutating func append(_ features: [Float], label: Int, group: Int? = nil, item: Int? = nil) {
        precondition(features.count == featureCount, "a row has \(featureCount) features")
        values += features
        items.append(item ?? -1 - labels.count)
        groups.append(group ?? -1 - labels.count)
        labels.append(label)
    }

    /// One row's ``featureCount`` values, without a copy.
    public func row(_ index: Int) -> ArraySlice<Float> {
        values[index * featureCount..<(index + 1) * featureCount]
    }

    /// The rows at these positions, of the classes that they have, for training on them alone.
    /// - Returns: a table whose labels are positions in `classes`, which are this table's labels, rising.
    public func part(_ indexes: [Int]) -> (table: FeatureTable, classes: [Int]) {
        let classes = Set(indexes.map { labels[$0] }).sorted()
        let positions = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        var table = FeatureTable(featureCount: featureCount)
        table.values.reserveCapacity(indexes.count * featureCount)
        for index in indexes {
            table.append(
                Array(row(index)), label: positions[labels[index]] ?? 0, group: groups[index],
                item: items[index])
        }
        return (table, classes)
    }

    /// The rows at these positions, in their order.
    func selecting(_ indexes: [Int]) -> FeatureTable {
        var table = FeatureTable(featureCount: featureCount)
        table.values.reserveCapacity(indexes.count * featureCount)
        for index in indexes {
            table.append(
                Array(row(index)), label: labels[index], group: groups[index], item: items[index])
        }
        return table
    }
}
