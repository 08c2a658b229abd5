internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// The page of a dataset: counts, and tiles of each class with what the rule looked at.
struct DatasetPage {
    let plan: DatasetShowPlan
    let summary: DatasetSummary
    let observer: any JourneyObserver

    /// The side of a picture on the page, in pixels.
    private static let pictureSide = 224
    /// More would make a page that browsers struggle with.
    private static let mostPictures = 600

    func write(to path: String) throws {
        try TextFile.write(try report().html(), to: path)
    }

    private func report() throws -> DatasetReport {
        let dataset = plan.dataset
        let legend = try dataset.legend()
        var report = DatasetReport(
            title: FileName.of(dataset.path), kind: dataset.sampleKind, legend: legend,
            classes: legend.classNames.map { name in
                DatasetReport.Count(
                    name: name, train: summary.train[name] ?? 0, test: summary.test[name] ?? 0,
                    undivided: summary.undivided[name] ?? 0)
            })
        report.areas = summary.areas.map { area in
            DatasetReport.Area(
                name: area.name, system: area.crs, date: area.date, looked: area.tiles,
                classes: legend.classNames.map { name in
                    DatasetReport.Count(
                        name: name, train: area.train[name] ?? 0, test: area.test[name] ?? 0,
                        undivided: area.undivided?[name] ?? 0)
                })
        }
        report.dates = summary.dates.map {
            DatasetReport.Count(
                name: $0.date, train: $0.train, test: $0.test, undivided: $0.undivided ?? 0)
        }
        report.dropped = summary.dropped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { ($0.key, $0.value) }
        report.leakageMeters = summary.leakageDistanceMeters
        report.samples = try samples(legend)
        report.facts = dataset.facts
        report.provenance = Fact.program() + Fact.command(FileName.shortened(plan.commandLine))
        return report
    }

    /// Tiles of each class, spread evenly over its images.
    private func samples(_ legend: Legend) throws -> [DatasetReport.Sample] {
        let dataset = plan.dataset
        let codes = try evidence()
        let rules = Dictionary(
            (dataset.prepared?.areas ?? []).map { ($0.name, TileEvidence(legend: legend, rule: $0.rule)) },
            uniquingKeysWith: { first, _ in first })
        let byLabel = Dictionary(grouping: dataset.images, by: \.label)
        let count = min(plan.samplesPerClass, max(1, Self.mostPictures / max(1, byLabel.count)))
        return try legend.classNames.compactMap { name -> DatasetReport.Sample? in
            guard let label = dataset.classNames.firstIndex(of: name), let images = byLabel[label] else {
                return nil
            }
            try observer.checkCancellation()
            let chosen = EvenSample.positions(count: count, of: images.count).map { images[$0] }
            return DatasetReport.Sample(
                name: name, count: images.count,
                tiles: chosen.map { tile(of: $0, codes: codes[$0.id] ?? "", rules[$0.place?.area]) })
        }
    }

    private func tile(of image: DatasetImage, codes: String, _ rule: TileEvidence?) -> ShownTile {
        let dataset = plan.dataset
        return ShownTile(
            id: image.id, side: image.side, correctedFrom: image.place?.label,
            points: rule?.points(codes) ?? [], evidence: rule?.sentence(codes) ?? "",
            picture: .ofImage(
                at: image.path, side: Self.pictureSide, bands: dataset.tile.bands, tones: dataset.tones))
    }

    /// What the rule looked at, by the image's path; of datasets without their layer nothing is known.
    private func evidence() throws -> [String: String] {
        guard let prepared = plan.dataset.prepared else { return [:] }
        let path = "\(plan.dataset.folder)/\(PreparedDataset.layerName)"
        guard FileManager.default.fileExists(atPath: path) else {
            observer.warn("\(path) is not there: the page cannot show what the rule looked at.")
            return [:]
        }
        let layer = Dictionary(
            try prepared.layer(ofDataset: plan.dataset.folder).map { ($0.id, $0.codes) },
            uniquingKeysWith: { first, _ in first })
        return Dictionary(
            plan.dataset.images.compactMap { image in
                let file = (image.id as NSString).lastPathComponent as NSString
                return layer[file.deletingPathExtension].map { (image.id, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }
}
