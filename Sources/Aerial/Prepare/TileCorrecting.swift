internal import AerialCore

/// Between the first and the second step: what a person said of labels that were wrong.
struct TileCorrecting {
    let corrections: LabelCorrections
    /// Of the corrections, for messages.
    let path: String
    let legend: Legend

    /// Tiles are known by their names, whatever side and class they had when they were reviewed.
    /// - Throws: ``CommandError`` for corrections of other labels.
    func correct(_ areas: inout [AreaTiles]) throws {
        let positions = Dictionary(
            uniqueKeysWithValues: areas.enumerated().flatMap { area, found in
                found.tiles.enumerated().map { ($1.name, (area, $0)) }
            })
        for entry in corrections.entries {
            guard let (area, position) = positions[entry.name],
                areas[area].tiles[position].dropReason == nil,
                areas[area].tiles[position].className(legend) == entry.label
            else {
                throw CommandError(
                    "\(path) corrects the tile \(entry.name), labelled \(entry.label), and these labels say otherwise of it. "
                        + "Give the imagery, labels and rule of the dataset that was reviewed.")
            }
            switch entry.correction {
            case .keep: break
            case .drop: areas[area].tiles[position].dropReason = .corrected
            case .relabel(let name):
                guard let index = legend.classIndex(named: name) else {
                    throw CommandError(
                        "\(path) gives the tile \(entry.name) the class '\(name)', which the legend '\(legend.name)' does not have. "
                            + "Its classes are \(legend.classNames.joined(separator: ", ")).")
                }
                let labelled = areas[area].tiles[position].classIndex
                if index != labelled { areas[area].tiles[position].correctedFrom = labelled }
                areas[area].tiles[position].classIndex = index
            }
        }
    }
}
