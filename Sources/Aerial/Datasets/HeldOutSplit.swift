internal import AerialCore
internal import Reporting

extension ImageDataset {
    /// How its held-out tiles are told from its training tiles.
    var heldOutSplit: HeldOutSplit {
        guard let prepared, hasSides else { return hasSides ? .given : .random }
        switch SplitRule(prepared.split) {
        case .blocks(let side): return .blocks(blockMeters: side, gapMeters: prepared.leakageDistanceMeters)
        case .scenes: return .scenes
        case .random, nil: return .random
        }
    }

    /// Where its tiles come from, for reports and model cards.
    var facts: [Fact] {
        guard let prepared else { return [Fact("Images", FileName.of(path))] }
        return [
            Fact("Imagery", prepared.imagery.map { FileName.of($0.path) }.joined(separator: ", ")),
            Fact("Labels", FileName.of(prepared.labels.path)), Fact("Rule", prepared.rule),
            Fact("Split", "\(prepared.split), seed \(prepared.seed)"), Fact("Legend", prepared.legend.name),
        ]
    }

    var sampleKind: SampleKind { prepared == nil ? .image : .tile }
}
