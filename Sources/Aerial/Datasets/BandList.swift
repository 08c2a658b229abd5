public import AerialCore

/// Which bands of a file a tile's bands are: `4,3,2` by their numbers, `red,green,blue,nir` by their names, or both,
/// `red=1,green=2,blue=3,nir=4`.
public struct BandList: Sendable, Equatable {
    /// `nil` where there are numbers alone.
    public let names: [String]?
    /// Counted from 1; `nil` where there are names alone.
    public let numbers: [Int]?
    /// As it was written.
    public let text: String

    /// - Returns: `nil` for what is no list of bands.
    public init?(_ text: String) {
        let items = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.split(separator: "=", omittingEmptySubsequences: false).map(Self.trimmed) }
        guard let parts = items.first?.count, parts <= 2, items.allSatisfy({ $0.count == parts }),
            items.allSatisfy({ !$0.contains("") })
        else { return nil }
        let last = items.compactMap { $0.last.flatMap { Int($0) } }
        guard last.allSatisfy({ $0 > 0 }) else { return nil }
        if parts == 2 {
            guard last.count == items.count else { return nil }
            (names, numbers) = (items.map { $0[0] }, last)
        } else if last.isEmpty {
            (names, numbers) = (items.map { $0[0] }, nil)
        } else {
            guard last.count == items.count else { return nil }
            (names, numbers) = (nil, last)
        }
        self.text = text
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()).lowercased()
    }

    /// The bands that tiles are to have.
    /// - Throws: ``CommandError`` for numbers that are not those of red, green and blue.
    public func bandNames() throws -> [String] {
        if let names { return names }
        guard numbers?.count == TileSpec.colorBands.count else {
            throw CommandError(
                "--bands \(text) does not say what the bands show, and only three are taken for red, green "
                    + "and blue. Give each a name: --bands red=1,green=2,blue=3,nir=4.")
        }
        return TileSpec.colorBands
    }

    /// The file's band of each of a tile's bands; `nil` to find them by their names.
    /// - Throws: ``CommandError`` when these are not the tile's bands.
    public func numbers(for tile: TileSpec) throws -> [Int]? {
        let wanted = tile.bands.joined(separator: ", ")
        guard let names else {
            guard let numbers, numbers.count == tile.bands.count else {
                throw CommandError(
                    "--bands \(text) names \(numbers?.count ?? 0) bands, and tiles have "
                        + "\(tile.bands.count) here (\(wanted)). Give a number for each, in this order.")
            }
            return numbers
        }
        guard Set(names) == Set(tile.bands), names.count == tile.bands.count else {
            throw CommandError(
                "--bands \(text) names other bands than the tiles have here: \(wanted). Name just these."
            )
        }
        guard let numbers else { return nil }
        let numberOfName = Dictionary(uniqueKeysWithValues: zip(names, numbers))
        return tile.bands.compactMap { numberOfName[$0] }
    }
}
