internal import AerialCore
internal import Foundation
internal import Imagery
internal import Reporting

/// Error-adjusted areas and accuracies from a sample that a person labelled.
public struct AreaEstimatePlan: Journey {
    /// What the sample was drawn from.
    public enum Strata: Sendable {
        /// The classes of a map.
        case map(String)
        /// A table with the columns `class` and `hectares`.
        case table(String)

        var path: String {
            switch self {
            case .map(let path), .table(let path): path
            }
        }

        func at(_ path: String) -> Strata {
            switch self {
            case .map: .map(path)
            case .table: .table(path)
            }
        }
    }

    /// The labelled sample: `.csv` or `.gpkg`.
    public var sample: String
    /// What it was drawn from.
    public var strata: Strata
    /// Classes that references may have beside the map's.
    public var otherClasses: [String] = []
    /// Where the estimate goes as CSV; `nil` for nowhere.
    public var out: String?
    /// Where a page with the estimate goes; `nil` for nowhere.
    public var report: String?
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(sample: String, strata: Strata) {
        self.sample = sample
        self.strata = strata
    }

    /// Estimates, and writes table and page together.
    public func run(_ observer: any JourneyObserver) throws -> AreaResult {
        let places = StorePlaces(reading: [sample, strata.path], writing: writing, observer: observer)
        var plan = self
        plan.out = try out.map { try places.output($0) }
        plan.report = try report.map { try places.output($0) }
        plan.sample = try places.file(sample)
        plan.strata = strata.at(try places.file(strata.path))
        return try places.complete { try plan.write($0) }
    }

    private func write(_ observer: any JourneyObserver) throws -> AreaResult {
        try OutputRule(inputs: [sample, strata.path], policy: writing).check(
            [
                out.map { OutputFilePlan($0, .text(beginning: AreaTables.csvHead)) },
                report.map { OutputFilePlan($0, .page(.areas)) },
            ].compactMap { $0 })
        if case .map(let path) = strata { try UnnamedTiles.tell(of: path, observer) }
        let estimate = try estimate()
        let tables = AreaTables(estimate)
        tables.caution.map { observer.warn($0) }
        let outputs = OutputSet()
        let (table, page) = (try out.map(outputs.place), try report.map(outputs.place))
        try outputs.complete {
            try table.map { try TextFile.write(tables.csv, to: $0) }
            try page.map { try TextFile.write(self.page(estimate).html(), to: $0) }
        }
        return AreaResult(estimate)
    }

    private func estimate() throws -> AreaEstimate {
        let (strata, mapped) = try readStrata()
        // A class that the map's legend has and no tile shows is one of them too.
        let unmapped = mapped.filter { name in !strata.contains { $0.className == name } }
        let rows = try AreaSampleFile.readSample(path: sample)
        return try AreaEstimate(
            strata: strata,
            sample: StratifiedSample(
                strata: strata.map(\.className), others: unmapped + otherClasses, rows: rows))
    }

    /// Also the classes of the map's legend.
    private func readStrata() throws -> ([AreaStratum], [String]) {
        switch strata {
        case .table(let path): return (try AreaSampleFile.readStrata(path: path), [])
        case .map(let path):
            let (map, grid) = try ClassMapFile.read(path: path)
            try checkSample(isOf: map, at: path)
            return (AreaStratum.strata(of: map, tileHectares: grid.tileHectares), map.legend.classNames)
        }
    }

    /// The sizes of one map's classes say nothing of a sample that was drawn from another one's.
    private func checkSample(isOf map: ClassMap, at path: String) throws {
        let tiles = try AreaSampleFile.mappedTiles(path: sample)
        let others = tiles.filter { tile, name in
            let isWithin = (0..<map.rows).contains(tile.row) && (0..<map.columns).contains(tile.column)
            return !isWithin || map[tile].map { map.legend.classNames[Int($0)] } != name
        }
        guard let first = others.first else { return }
        throw CommandError(
            "\(sample) was not drawn from \(path): the map gives \(others.count) of its \(tiles.count) tiles another class, "
                + "\(TileGrid.name(of: first.tile)) is '\(first.map)' in the sample. Give --map the map that the sample was drawn "
                + "from, or --strata the strata.csv that was written with it.")
    }

    private func page(_ estimate: AreaEstimate) -> AreaReport {
        let name = ((sample as NSString).lastPathComponent as NSString).deletingPathExtension
        var report = AreaReport(
            title: "Areas, \(name)", subtitle: "\(estimate.sample.total) sampled tiles", estimate: estimate)
        report.provenance =
            [
                Fact("Sample", FileName.of(sample)), Fact("Strata", FileName.of(strata.path)),
            ] + Fact.program()
        return report
    }
}
