/// Why a sample allows no estimate of areas, or why none can be drawn.
public enum AreaError: Error, Equatable, CustomStringConvertible {
    case noStrata
    case repeatedStratum(name: String)
    /// Hectares of 0, less, or no number, or so few or many that no figures can be computed with them.
    case stratumWithoutArea(name: String, hectares: Double)
    /// The sample was drawn from another map.
    case classOutsideMap(name: String, strata: [String])
    /// A reference that is neither a stratum nor one of the other classes.
    case unknownReference(name: String, known: [String])
    /// Fewer than two tiles of a map class: its variance cannot be told.
    case thinStratum(name: String, count: Int)
    /// The wanted standard error is 0 or less.
    case notReachable(standardError: Double, tiles: Int)
    /// An expected user's accuracy that is no number from 0 to 1.
    case badExpectation(name: String, accuracy: Double)

    public var description: String {
        switch self {
        case .noStrata:
            "there is no map class to estimate areas of. Give a map with scored tiles, or strata with hectares."
        case .repeatedStratum(let name):
            "the class '\(name)' stands twice among the strata. Add its hectares up in one row."
        case .stratumWithoutArea(let name, let hectares):
            "the class '\(name)' has \(hectares) ha in the map; a stratum has more than none"
                + (hectares > 0
                    ? ", and no more than the Earth. Correct its hectares." : ". Leave the class out.")
        case .classOutsideMap(let name, let strata):
            "the sample has tiles of the map class '\(name)', which is none of the strata "
                + "(\(strata.joined(separator: ", "))). Give the map that the sample was drawn from."
        case .unknownReference(let name, let known):
            "the sample has tiles with the reference '\(name)', which is none of the classes "
                + "(\(known.joined(separator: ", "))). Correct the spelling, or name it with --other-classes if it is a class "
                + "that the map does not have."
        case .thinStratum(let name, let count):
            "the map class '\(name)' has \(count == 0 ? "no labelled tile" : "only one labelled tile") in the sample, so nothing is known "
                + "of its errors. Label at least two (50 are good practice), or merge the class with another."
        case .notReachable(let standardError, let tiles):
            "a standard error of \(standardError) cannot be reached: it has to be above 0. With all \(tiles) tiles "
                + "labelled there would be none left."
        case .badExpectation(let name, let accuracy):
            "an accuracy of \(accuracy) cannot be expected of the class '\(name)': give a share from 0 to 1."
        }
    }
}
