/// Puts the classes of one legend into the classes of a coarser one, `nlcd6` into `nlcd3` say.
public struct ClassGrouping: Sendable, Equatable {
    /// The finer legend.
    public let source: Legend
    /// The coarser legend.
    public let target: Legend
    /// For each class of `source`, the position of its class in `target`.
    public let targetIndexes: [Int]

    /// A class belongs to the group that holds all of its codes; a class without codes to the group of its name.
    /// - Throws: ``LegendError/notGroupable(className:legend:)``.
    public init(from source: Legend, to target: Legend) throws {
        self.source = source
        self.target = target
        targetIndexes = try source.classes.map { landUseClass in
            guard let index = Self.group(of: landUseClass, in: target) else {
                throw LegendError.notGroupable(className: landUseClass.name, legend: target.name)
            }
            return index
        }
    }

    /// Probabilities of the groups: sums over their classes.
    public func groupedProbabilities(_ probabilities: [Float]) -> [Float] {
        var grouped = [Float](repeating: 0, count: target.classes.count)
        for (index, probability) in probabilities.enumerated() {
            grouped[targetIndexes[index]] += probability
        }
        return grouped
    }

    /// The position in a coarser legend of the class that one belongs to; `nil` where it has none.
    public static func group(of landUseClass: LandUseClass, in target: Legend) -> Int? {
        guard !landUseClass.codes.isEmpty else { return target.classIndex(named: landUseClass.name) }
        return target.classes.firstIndex { Set($0.codes).isSuperset(of: landUseClass.codes) }
    }
}
