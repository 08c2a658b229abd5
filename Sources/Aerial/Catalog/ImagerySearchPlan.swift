internal import AerialCore
internal import Foundation
internal import Imagery

/// Looks for imagery of a place in a STAC catalogue, and proposes the scenes that cover it best on one date.
public struct ImagerySearchPlan: Journey {
    /// The root of a STAC API, a `catalog.json` or a file of items, as an address or a path; or a short name,
    /// ``shortNames``.
    public var catalogue: String
    /// Collections that items belong to; empty for all.
    public var collections: [String] = []
    /// The area: a vector file, or `west,south,east,north` in degrees.
    public var area: String
    /// The first day, `2018-01-01`; `nil` for no limit.
    public var from: String?
    /// The last day; `nil` for no limit.
    public var to: String?
    /// Items with more of their area under clouds are left out, in per cent; those that do not say it too. `nil` for all.
    public var mostCloud: Double?
    /// What properties must be, `gsd<=0.6` or `naip:state=md`.
    public var conditions: [String] = []
    /// A day of the year, `07-15`: sets taken near it are proposed before newer ones. `nil` for the newest.
    public var season: String?
    /// So many items at most.
    public var limit = 1000
    /// Where to write what was found: `.json` for ``ImageryFetchPlan``, `.gpkg` for footprints; `nil` for nowhere.
    public var out: String?
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(catalogue: String, area: String) {
        self.catalogue = catalogue
        self.area = area
    }

    /// The catalogues that need no address.
    public static let shortNames = CatalogNames.known.map(\.name)

    /// Searches, and writes what was found.
    public func run(_ observer: any JourneyObserver) throws -> ImagerySearchResult {
        try PlanValue.check(mostCloud, "the per cent of cloud", in: 0...100)
        try PlanValue.check(limit, "the number of items", in: PlanValue.counts)
        try checkOutput()
        let searched = try Self.area(named: area)
        let question = try question(within: searched.bounds)
        let catalog = try Catalog(catalogue)
        let progress = Progress("searching", unit: "items", total: limit, observer: observer)
        let findings = try catalog.search(
            question, found: { progress.count($0 - progress.done) },
            pause: { try observer.checkCancellation() })
        progress.finish()
        let proposal = try SceneProposal(of: findings.items, over: searched, season: season) {
            try observer.checkCancellation()
        }
        let result = ImagerySearchResult(
            catalogue: CatalogError.shown(catalog.address), squareKilometers: searched.squareKilometers,
            proposal: proposal, findings: findings)
        for line in result.cautions { observer.warn(line) }
        if let out, isFootprints {
            try FootprintFile.write(proposal, to: out)
        } else if let out {
            try ItemsFile.write(proposal, catalog: catalog, findings: findings, area: searched, to: out)
        }
        return result
    }

    private var isFootprints: Bool { out?.lowercased().hasSuffix(".gpkg") ?? false }

    private func checkOutput() throws {
        guard let out else { return }
        guard isFootprints || out.lowercased().hasSuffix(".json") else {
            throw CommandError("\(out) ends neither in .json nor in .gpkg. Name a file that does.")
        }
        let kind =
            isFootprints
            ? OutputKind(streams: false) { EarlierOutput.isFootprints($0) }
            : OutputKind(streams: true) { ItemsFile.isOwn($0) }
        try OutputRule(inputs: [area, catalogue], policy: writing).check([OutputFilePlan(out, kind)])
        try OutputPlace.check(out)
    }

    private func question(within bounds: MapBounds) throws -> CatalogQuestion {
        var question = CatalogQuestion(bounds: bounds)
        question.collections = collections
        question.from = try from.map(Self.day)
        question.to = try to.map(Self.day)
        question.mostCloud = mostCloud
        question.limit = limit
        question.conditions = try conditions.map { text in
            guard let condition = CatalogCondition(text) else {
                throw CommandError(
                    "'\(text)' is no condition. Write a property, one of = != < <= > >=, and a value: gsd<=0.6."
                )
            }
            return condition
        }
        if let season, !CalendarDay.isOfEachYear(season) {
            throw CommandError("'\(season)' is no day of the year. Write month and day: 07-15.")
        }
        return question
    }

    private static func day(_ text: String) throws -> String {
        guard CalendarDay(text) != nil else {
            throw CommandError("'\(text)' is no day. Write year, month and day: 2018-09-14.")
        }
        return text
    }

    /// A box where it reads as one, else a file.
    static func area(named text: String) throws -> SearchedArea {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0.trimmingCharacters(in: .whitespaces))
        }
        guard numbers.count == 4, case let box = numbers.compactMap(\.self), box.count == 4 else {
            return try SearchedArea(path: text)
        }
        guard box.allSatisfy(\.isFinite), box[0] < box[2], box[1] < box[3] else {
            throw CommandError(
                "'\(text)' is no box. Write west,south,east,north in degrees, west before east; an area over the date line "
                    + "takes two searches.")
        }
        return try SearchedArea(bounds: MapBounds(minX: box[0], minY: box[1], maxX: box[2], maxY: box[3]))
    }
}
