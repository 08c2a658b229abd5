internal import Foundation
internal import Imagery

/// What a catalogue has of a place.
public struct ImagerySearchResult: Codable, Sendable {
    /// One capture.
    public struct Item: Codable, Sendable {
        /// As the catalogue calls it.
        public let id: String
        /// The collection that it belongs to.
        public let collection: String
        /// The day it was taken; `nil` where nothing says it.
        public let date: String?
        /// Metres per pixel; `nil` where nothing says it.
        public let groundSampleDistance: Double?
        /// The share of the area that it covers, 0 to 1.
        public let share: Double
        /// Under clouds, in per cent; `nil` where nothing says it.
        public let cloudCover: Double?
        /// Of its imagery; `nil` where nothing says it.
        public let bytes: Int?
        /// It belongs to the proposed set.
        public let isProposed: Bool
        /// The names of its files.
        public let assets: [String]
    }

    /// The proposed set.
    public struct Proposal: Codable, Sendable {
        /// Identifiers, newest first.
        public let items: [String]
        /// The first and the last day; `nil` where nothing says it.
        public let from: String?
        /// The last day.
        public let to: String?
        /// The share of the area that it covers, 0 to 1.
        public let share: Double
        /// What stays uncovered.
        public let uncoveredSquareKilometers: Double
        /// Of all its imagery; `nil` where the catalogue does not say it of each.
        public let bytes: Int?
    }

    /// Its address.
    public let catalogue: String
    /// Of the area that was looked for.
    public let squareKilometers: Double
    /// Those that cover some of the area, newest first.
    public let items: [Item]
    /// `nil` where nothing was found.
    public let proposal: Proposal?
    /// What all items together cover, of whatever date, 0 to 1.
    public let shareOfAll: Double
    /// The limit ended the search: there may be more.
    public let isCut: Bool
    /// What makes the result less than it seems, in sentences.
    public let cautions: [String]

    init(catalogue: String, squareKilometers: Double, proposal: SceneProposal, findings: Catalog.Findings) {
        self.catalogue = catalogue
        self.squareKilometers = squareKilometers
        let proposed = Set(proposal.proposed)
        items = proposal.laid.enumerated().map { position, laid in
            Item(laid, isProposed: proposed.contains(position))
        }
        shareOfAll = proposal.shareOfAll
        isCut = findings.isCut
        self.proposal = Proposal(items.filter(\.isProposed), proposal.share, squareKilometers)
        cautions = [
            findings.isCut
                ? "the search was ended at \(findings.items.count) items, and the catalogue may have more. Raise --limit, or "
                    + "ask for less." : nil,
            findings.damaged > 0
                ? "\(findings.damaged) of the catalogue's items are damaged and were left out." : nil,
            proposal.outside > 0
                ? "\(proposal.outside) items meet the area's box, and not the area." : nil,
        ].compactMap(\.self)
    }
}

extension ImagerySearchResult.Item {
    init(_ laid: SceneProposal.Laid, isProposed: Bool) {
        let item = laid.item
        self.init(
            id: item.id, collection: item.collection, date: item.date,
            groundSampleDistance: item.groundSampleDistance, share: laid.share, cloudCover: item.cloudCover,
            bytes: item.mainScene?.bytes, isProposed: isProposed, assets: item.assets.map(\.key))
    }
}

extension ImagerySearchResult.Proposal {
    fileprivate init?(_ items: [ImagerySearchResult.Item], _ share: Double, _ squareKilometers: Double) {
        guard !items.isEmpty else { return nil }
        let days = items.compactMap(\.date).sorted()
        let sizes = items.compactMap(\.bytes)
        let (sum, overflows) = sizes.reduce(into: (0, false)) { sum, size in
            let (next, over) = sum.0.addingReportingOverflow(size)
            sum = (next, sum.1 || over)
        }
        self.init(
            items: items.map(\.id), from: days.first, to: days.last, share: share,
            uncoveredSquareKilometers: (1 - share) * squareKilometers,
            bytes: sizes.count == items.count && !overflows ? sum : nil)
    }
}
