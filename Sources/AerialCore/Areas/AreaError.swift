/// Why a sample allows no estimate of areas, or why none can be drawn.
public enum AreaError: Error, Equatable, CustomStringConvertible {
    case noStrata
    case repeatedStratum(name: String)
    case stratumWithoutArea(name: String, hectares: Double)
    case classOutsideMap(name: String, strata: [String])
    case unknownReference(name: String, known: [String])
    case thinStratum(name: String, count: Int)
    case notReachable(standardError: Double, tiles: Int)

    public var description: String {
        switch self {
        case .noStrata:
            "there is no map class to estimate areas of. Give a map with scored tiles, or strata with hectares."
        case .repeatedStratum(let name):
            "the class '\(name)' stands twice among the strata. Add its hectares up in one row."
        case .stratumWithoutArea(let name, let hectares):
            "the class '\(name)' has \(hectares) ha in the map; a stratum has more than none. Leave the class out."
        case .classOutsideMap(let name, let strata):
            "the sample has tiles of the map class '\(name)', which is none of the strata "
                + "(\(strata.joined(separator: ", "))). Give the map that the sample was drawn from."
        case .unknownReference(let name, let known):
            "the sample has tiles with the reference '\(name)', which is none of the classes "
                + "(\(known.joined(separator: ", "))). Correct the spelling, or name it with --other-classes if it is a class "
                + "that the map does not have."
        case .thinStratum(let name, let count):
            "the map class '\(name)' has \(count == 0 ? "no tile" : "only one tile") in the sample, so nothing is known "
                + "of its errors. Label at least two (50 are good practice), or merge the class with another."
        case .notReachable(let standardError, let tiles):
            "a standard error of \(standardError) cannot be reached: it has to be above 0. With all \(tiles) tiles "
                + "labelled there would be none left."
        }
    }
}
