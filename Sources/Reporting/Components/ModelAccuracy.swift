internal import AerialCore

/// How often a model was right on tiles that were kept from its training.
public struct ModelAccuracy: Sendable, Equatable {
    /// The model's name.
    public let model: String
    /// 0 to 1; `nil` where it was not judged.
    public let share: Double?
    /// How many tiles it was judged on.
    public let tiles: Int

    /// - Parameter share: 0 to 1; `nil` where it was not judged.
    public init(model: String, share: Double?, tiles: Int) {
        self.model = model
        self.share = share
        self.tiles = tiles
    }

    /// The figure with what it is of, for a row of figures.
    var stat: (name: String, figure: String, remark: String) {
        guard let share, tiles > 0 else {
            return ("Right on held-out tiles", NumberText.missing, "\(model) was not judged")
        }
        let interval = NumberText.percentRange(WilsonInterval.of(share: share, count: tiles))
        return (
            "Right on held-out tiles", NumberText.percent(share),
            "\(model) on \(SampleKind.tile.counted(tiles)) of its training area, 95 % interval \(interval)"
        )
    }
}
