internal import AerialCore

/// Between the first and the second step: what a person said of labels that were wrong.
struct TileCorrecting {
    let corrections: LabelCorrections
    /// Of the corrections, for messages.
    let path: String
    let legend: Legend

    /// Tiles are known by their names, whatever side and class they had when they were reviewed.
    /// - Throws: ``CommandError`` for corrections of other labels.
    func correct(_ tiles: inout [PreparedTile]) throws {
        let positions = Dictionary(uniqueKeysWithValues: tiles.enumerated().map { ($1.name, $0) })
        for entry in corrections.entries {
            guard let position = positions[entry.name], tiles[position].dropReason == nil,
                tiles[position].className(legend) == entry.label
            else {
                throw CommandError(
                    "\(path) corrects the tile \(entry.name), labelled \(entry.label), and these labels say otherwise of it. "
                        + "Give the imagery, labels and rule of the dataset that was reviewed.")
            }
            switch entry.correction {
            case .keep: break
            case .drop: tiles[position].dropReason = .corrected
            case .relabel(let name):
                guard let index = legend.classIndex(named: name) else {
                    throw CommandError(
                        "\(path) gives the tile \(entry.name) the class '\(name)', which the legend '\(legend.name)' does not have. "
                            + "Its classes are \(legend.classNames.joined(separator: ", ")).")
                }
                if index != tiles[position].classIndex {
                    tiles[position].correctedFrom = tiles[position].classIndex
                }
                tiles[position].classIndex = index
            }
        }
    }
}
