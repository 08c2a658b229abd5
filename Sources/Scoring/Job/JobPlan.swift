/// The items of a job, numbered from 0 in the order of a local run. Driver and workers share it, so that a row between
/// them can be as small as a number.
public enum JobPlan: Sendable, Equatable {
    /// Of the scenes of one date.
    case tiles(TilePlan)
    /// Image files.
    case images(ImagePlan)

    /// How many answers the job has when it is done.
    public var itemCount: Int {
        switch self {
        case .tiles(let plan): plan.tileCount
        case .images(let plan): plan.imageCount
        }
    }

    /// What the row of an item says.
    /// - Parameter ordinal: in `0..<itemCount`.
    public func request(at ordinal: Int) -> RowRequest {
        switch self {
        case .tiles(let plan): RowRequest(ordinal: ordinal, content: .tile(plan.tile(at: ordinal)))
        case .images(let plan):
            RowRequest(ordinal: ordinal, content: .image(path: plan.image(at: ordinal).path))
        }
    }

    /// An item as errors name it: a tile's name or an image's path.
    public func name(at ordinal: Int) -> String {
        switch self {
        case .tiles(let plan): plan.name(at: ordinal)
        case .images(let plan): plan.image(at: ordinal).path
        }
    }

    /// By how many right angles an item is seen.
    public func views(at ordinal: Int) -> Int {
        switch self {
        case .tiles: 1
        case .images(let plan): plan.image(at: ordinal).turns
        }
    }

    /// Why a row cannot be of this plan; `nil` when it can.
    public func contradiction(of request: RowRequest) -> String? {
        guard (0..<itemCount).contains(request.ordinal) else {
            return "it has \(itemCount) items and none with the number \(request.ordinal)"
        }
        if request.content == .planned { return nil }
        let planned = self.request(at: request.ordinal)
        return request.content.isSame(as: planned.content)
            ? nil
            : "item \(request.ordinal) is \(planned.content.text) there and \(request.content.text) here"
    }

    var defect: String? {
        switch self {
        case .tiles(let plan): plan.defect
        case .images(let plan): plan.defect
        }
    }
}

extension JobPlan: Codable {
    private enum CodingKeys: String, CodingKey {
        case tiles, images
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let plan = try container.decodeIfPresent(TilePlan.self, forKey: .tiles) {
            self = .tiles(plan)
        } else {
            self = .images(try container.decode(ImagePlan.self, forKey: .images))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .tiles(let plan): try container.encode(plan, forKey: .tiles)
        case .images(let plan): try container.encode(plan, forKey: .images)
        }
    }
}
