/// How many tiles of each map class to label, and which.
///
/// The size follows Cochran, "Sampling Techniques" (1977), equation 5.25, as Olofsson et al. (2014), equation 13, write
/// it: `n = (sum W_i S_i)^2 / (S(O)^2 + (1/N) sum W_i S_i^2)` with `S_i = sqrt(U_i (1 - U_i))`. Every stratum gets the
/// least size first, the rest is shared in proportion to area, which is the paper's advice (section 5.1.2). The formula
/// holds for the best sharing, which this is not; so the size then grows until the wanted error is met.
public struct SampleDesign: Sendable, Equatable {
    /// A map class, with how many of its tiles to label.
    public struct Stratum: Sendable, Equatable, Codable {
        /// The class's name on the map.
        public let className: String
        /// Tiles of the class on the map.
        public let tiles: Int
        /// The user's accuracy that was expected of the class.
        public let expectedAccuracy: Double
        /// Tiles of the class to label.
        public let sampled: Int
    }

    /// In the map's order, classes without tiles left out.
    public let strata: [Stratum]
    /// The standard error of the overall accuracy that was asked for.
    public let wantedStandardError: Double

    /// - Parameters:
    ///   - tiles: class names with their tiles on the map, in the map's order; classes without tiles are left out.
    ///   - standardError: of the overall accuracy, above 0.
    ///   - expectedAccuracy: the user's accuracy that is expected of a class, between 0 and 1.
    ///   - leastPerStratum: at least so many tiles of each class, or all where there are fewer.
    /// - Throws: ``AreaError``.
    public init(
        tiles: [(className: String, count: Int)], standardError: Double,
        leastPerStratum: Int = 50, expectedAccuracy: (String) -> Double
    ) throws(AreaError) {
        let present = tiles.filter { $0.count > 0 }
        let all = present.reduce(0) { $0 + $1.count }
        guard !present.isEmpty else { throw .noStrata }
        guard standardError > 0 else { throw .notReachable(standardError: standardError, tiles: all) }
        let accuracies = present.map { expectedAccuracy($0.className) }
        for (stratum, accuracy) in zip(present, accuracies) where !(0...1).contains(accuracy) {
            throw .badExpectation(name: stratum.className, accuracy: accuracy)
        }
        func strata(_ size: Int) -> [Stratum] {
            let parts = Self.shared(size, among: present.map(\.count), least: leastPerStratum)
            return present.indices.map { index in
                Stratum(
                    className: present[index].className, tiles: present[index].count,
                    expectedAccuracy: accuracies[index], sampled: parts[index])
            }
        }
        let least = Self.size(
            counts: present.map(\.count), accuracies: accuracies, standardError: standardError)
        // Shared in proportion, twice the tiles leave none unlabelled.
        let size = Self.smallest(from: min(least, all), to: 2 * all) {
            Self.standardError(of: strata($0)) <= standardError
        }
        self.strata = strata(size)
        wantedStandardError = standardError
    }

    /// Tiles to label in all.
    public var sampled: Int { strata.reduce(0) { $0 + $1.sampled } }

    /// The standard error of the overall accuracy that this sample gives if the expectations hold, each stratum's
    /// variance corrected for being drawn without replacement.
    public var expectedStandardError: Double { Self.standardError(of: strata) }

    /// The standard error of the overall accuracy that ``AreaEstimate`` states of this sample if the expectations hold: by equation 5
    /// of Olofsson et al. (2014), which takes the map for much larger than the sample. Of a map of few tiles it is larger than
    /// ``expectedStandardError``.
    public var statedStandardError: Double { Self.standardError(of: strata, ofLargeMap: true) }

    private static func standardError(of strata: [Stratum], ofLargeMap: Bool = false) -> Double {
        let all = Double(strata.reduce(0) { $0 + $1.tiles })
        let variance = strata.reduce(0.0) { sum, stratum in
            guard stratum.sampled > 1 else { return sum }
            let weight = Double(stratum.tiles) / all
            let left = ofLargeMap ? 1 : 1 - Double(stratum.sampled) / Double(stratum.tiles)
            let spread = stratum.expectedAccuracy * (1 - stratum.expectedAccuracy)
            return sum + weight * weight * spread * left / Double(stratum.sampled - 1)
        }
        return variance.squareRoot()
    }

    /// The tiles to label, drawn without replacement and put in random order, so that whoever labels them cannot guess
    /// a tile's class from its place in the list.
    public func draw(from map: ClassMap, using generator: inout some RandomNumberGenerator) -> [TileIndex] {
        let names = map.legend.classNames
        var drawn: [TileIndex] = []
        for stratum in strata {
            let tiles = map.cells.indices.filter { cell in
                map.cells[cell].map { names[Int($0)] } == stratum.className
            }
            drawn += tiles.shuffled(using: &generator).prefix(stratum.sampled).map {
                TileIndex(row: $0 / map.columns, column: $0 % map.columns)
            }
        }
        return drawn.shuffled(using: &generator)
    }

    private static func size(counts: [Int], accuracies: [Double], standardError: Double) -> Int {
        let all = Double(counts.reduce(0, +))
        var sum = 0.0
        var squares = 0.0
        for (count, accuracy) in zip(counts, accuracies) {
            let spread = accuracy * (1 - accuracy)
            sum += Double(count) / all * spread.squareRoot()
            squares += Double(count) / all * spread
        }
        // Of classes that are sure nothing need be labelled, however small the error.
        guard sum > 0 else { return 0 }
        let size = sum * sum / (standardError * standardError + squares / all)
        return Int((size < all ? size : all).rounded(.up))
    }

    /// The smallest number that will do, the last one if none does; what does stays so for larger ones.
    private static func smallest(from low: Int, to high: Int, suffices: (Int) -> Bool) -> Int {
        var (low, high) = (low, high)
        while low < high {
            let middle = low + (high - low) / 2
            if suffices(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The least size for everyone, what is left in proportion to tiles, never more than there are.
    private static func shared(_ size: Int, among counts: [Int], least: Int) -> [Int] {
        var parts = counts.map { min($0, max(2, least)) }
        let left = Double(max(0, size - parts.reduce(0, +)))
        let all = Double(counts.reduce(0, +))
        for (index, count) in counts.enumerated() {
            parts[index] = min(count, parts[index] + Int((left * Double(count) / all).rounded(.up)))
        }
        return parts
    }
}
