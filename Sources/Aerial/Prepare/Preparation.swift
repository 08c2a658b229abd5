internal import AerialCore
internal import Foundation
internal import Imagery

/// Makes a dataset: label every tile, cut those with a clear label, split, balance, record.
struct Preparation {
    struct Result {
        let out: String
        /// One, or one of each fold.
        let records: [PreparedDataset]
    }

    /// What all areas share: where to, legend, tile, split, corrections, seed.
    let plan: PreparePlan
    /// At least one.
    let areas: [AreaPreparation]
    let observer: any JourneyObserver

    func run() throws -> Result {
        let mosaics = try areas.map { try $0.opened() }
        let staging = try StagingFolder(for: plan.out)

        var found = try zip(areas, mosaics).map { try $0.labelled($1) }
        try plan.corrections.map { path in
            let corrections = try LabelCorrectionsFile.read(path: path)
            try TileCorrecting(corrections: corrections, path: path, legend: plan.legend).correct(&found)
            observer.say("corrections: \(corrections.summary)")
        }
        for (position, (area, mosaic)) in zip(areas, mosaics).enumerated() {
            try area.cut(&found[position], mosaic, below: staging.path)
        }
        let corrections = try plan.corrections.map(PreparedDataset.Source.init(file:))
        let records =
            if case .areaFolds(let count) = plan.split {
                try FoldedDataset(
                    areas: found, count: count, plan: plan, corrections: corrections, observer: observer
                ).write(to: staging.path)
            } else {
                [try divided(&found, corrections).write(to: staging.path)]
            }
        try FileManager.default.removeItem(atPath: TileCutting.folder(below: staging.path))
        try staging.commit()
        for (position, record) in records.enumerated() {
            let fold = records.count > 1 ? "\(DatasetFolds.name(position)): " : ""
            ThinClasses(record).tell(observer, of: fold)
        }
        return Result(out: plan.out, records: records)
    }

    private func divided(
        _ found: inout [AreaTiles], _ corrections: PreparedDataset.Source?
    ) throws -> DatasetAssembly {
        try DatasetDivision(
            split: plan.split, testFraction: plan.testFraction, seed: plan.seed, balances: plan.balance
        ).divide(&found)

        return DatasetAssembly(
            areas: found,
            settings: DatasetSettings(
                legend: plan.legend, tile: plan.tile, splitText: plan.split.description,
                testFraction: plan.testFraction, isBalanced: plan.balance, seed: plan.seed),
            corrections: corrections, files: .moved, observer: observer)
    }
}

/// Classes of which a dataset has too few tiles to learn or to judge by.
struct ThinClasses {
    private let record: PreparedDataset

    init(_ record: PreparedDataset) { self.record = record }

    /// - Parameter fold: stands before each sentence; empty for a dataset that is no fold.
    func tell(_ observer: any JourneyObserver, of fold: String = "") {
        var absent: [String] = []
        for name in record.legend.classNames {
            let train = record.classCounts[DatasetSide.train.rawValue]?[name] ?? 0
            let test = record.classCounts[DatasetSide.test.rawValue]?[name] ?? 0
            if train == 0, test == 0 {
                absent.append(name)
            } else if train < 2 || (test == 0 && record.testFraction > 0) {
                observer.warn(
                    "\(fold)'\(name)' has \(train) training and \(test) test tiles. Add imagery, or \(advice)."
                )
            }
        }
        if !absent.isEmpty {
            observer.warn(
                "\(fold)no tile shows \(absent.joined(separator: ", ")); a model will not know "
                    + (absent.count == 1 ? "it." : "them."))
        }
    }

    private var advice: String {
        switch SplitRule(record.split) {
        case .areas, .areaFolds: "other areas in --split"
        case .random: "another --test-fraction"
        case .scenes: "blocks in --split"
        case .blocks, nil: "smaller blocks in --split"
        }
    }
}
