internal import AerialCore
internal import Reporting

extension ImageDataset {
    /// How its held-out tiles are told from its training tiles.
    var heldOutSplit: HeldOutSplit {
        guard let prepared, hasSides else { return hasSides ? .given : .random }
        switch SplitRule(prepared.split) {
        case .blocks(let side): return .blocks(blockMeters: side, gapMeters: prepared.leakageDistanceMeters)
        case .scenes: return .scenes
        case .areas, .areaFolds: return .areas(names: heldOutAreas, gapMeters: prepared.leakageDistanceMeters)
        case .random: return .random
        case nil: return .given
        }
    }

    /// Where its tiles come from, for reports and model cards.
    var facts: [Fact] {
        guard let prepared else { return [Fact("Images", FileName.of(path))] }
        return areaFacts + [
            Fact("Imagery", fileNames(prepared.imagery))
        ] + prepared.rights + [
            Fact("Labels", fileNames(prepared.labels)),
            Fact("Rule", prepared.rule),
            Fact("Split", "\(prepared.split), seed \(prepared.seed)"), Fact("Legend", prepared.legend.name),
        ]
    }

    /// Files of several areas may have the same name, which is told once.
    private func fileNames(_ sources: [PreparedDataset.Source]) -> String {
        let names = sources.map { FileName.of($0.path) }
        guard prepared?.hasNamedAreas == true else { return names.joined(separator: ", ") }
        return names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            .joined(separator: ", ")
    }

    /// Areas of which all tiles are held out.
    private var heldOutAreas: [String] {
        (prepared?.areas ?? []).filter { $0.side == .test }.compactMap(\.name)
    }

    /// Each named area with its system, its date, its tiles and its side.
    private var areaFacts: [Fact] {
        (prepared?.areas ?? []).compactMap { area in
            guard let name = area.name else { return nil }
            let summary = DatasetAreaSummary(area)
            let counts = [(summary.train, "training"), (summary.test, "held-out")].compactMap {
                classes, text in
                let count = classes.values.reduce(0, +)
                return count > 0 ? "\(count) \(text)" : nil
            }
            let tiles = counts.isEmpty ? "no tiles" : "\(counts.joined(separator: " and ")) tiles"
            return Fact(
                "Area \(name)",
                ([summary.crs, area.date].compactMap(\.self) + [tiles]).joined(separator: ", "))
        }
    }

    var sampleKind: SampleKind { prepared == nil ? .image : .tile }
}
