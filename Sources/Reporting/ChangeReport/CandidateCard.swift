/// A candidate for change as a person looks at it.
public struct CandidateCard: Sendable, Equatable {
    /// From 1; of tiles after the list it goes on.
    public let rank: Int
    /// Whether it is one of the list's random sample, whose marks speak for the whole list.
    public let isSampled: Bool
    /// The tile's name on the grid.
    public let id: String
    /// The class before.
    public let from: String
    /// 0...1
    public let probability: Double
    /// Of the tile's centre, in degrees, WGS 84.
    public let longitude: Double
    /// Of the tile's centre, in degrees, WGS 84.
    public let latitude: Double
    /// The tile with its surroundings at the two dates; `nil` when a date could not be read.
    public let before: ReportPicture?
    /// The later of the two; `nil` when that date could not be read.
    public let after: ReportPicture?
    /// Where the model sees the target class at the later date; `nil` where it does not tell.
    public let sight: SightVeil?
    /// What a person said of it before: true for accepted. The page begins with it.
    public let said: Bool?

    /// - Parameters:
    ///   - probability: that the tile changed, 0...1.
    ///   - longitude: of the tile's centre, in degrees, WGS 84; so too `latitude`.
    public init(
        rank: Int, isSampled: Bool = false, id: String, from: String, probability: Double, longitude: Double,
        latitude: Double,
        before: ReportPicture?, after: ReportPicture?, sight: SightVeil? = nil, said: Bool? = nil
    ) {
        self.rank = rank
        self.isSampled = isSampled
        self.id = id
        self.from = from
        self.probability = probability
        self.longitude = longitude
        self.latitude = latitude
        self.before = before
        self.after = after
        self.sight = sight
        self.said = said
    }

    /// - Parameter target: the class that it is a candidate for.
    func markup(target: String) -> Markup {
        let place =
            "\(NumberText.fixed(latitude, decimals: 5)), \(NumberText.fixed(longitude, decimals: 5))"
        return """
            <li class="candidate" data-id="\(id)" data-rank="\(rank)" data-sample="\(isSampled ? "1" : "0")" data-from="\(from)" data-to="\(target)" \
            data-probability="\(NumberText.fixed(probability, decimals: 4))" data-place="\(place)"\(mark)>\
            <div class="dates">\(Markup.picture(before, "\(id) before"))\(Markup.picture(after, "\(id) after", veil: sight))</div>\
            <p><b>\(rank)</b>\(badge) was \(from), \(NumberText.percent(probability)) likely to be newly \(target) \
            <span class="where">\(id) · \(place)</span></p>\
            <p class="marks"><button type="button" data-mark="accept" aria-pressed="false">Accept</button> \
            <button type="button" data-mark="reject" aria-pressed="false">Reject</button></p></li>
            """
    }

    private var mark: Markup { said.map { " data-said=\"\(Self.word($0))\"" } ?? .empty }

    /// As pages and tables of marks have it.
    static func word(_ isAccepted: Bool) -> String { isAccepted ? "accept" : "reject" }

    private var badge: Markup { isSampled ? " <span class=\"sampled\">sample</span>" : .empty }
}
