/// What the time of year and the weather do to the land.
struct Season: Sendable {
    /// 0 with all leaves green, 1 with the leaves turned and many fallen.
    let autumn: Float
    /// 0 after rain, 1 in a drought: the grass is straw.
    let dryness: Float
    /// Share of the crops that are off the fields.
    let harvested: Float
    /// How far the shores have drawn back, in metres.
    let drawdown: Float
    /// Crops rotate with the year.
    let year: UInt32

    static let summer = Season(autumn: 0, dryness: 0.25, harvested: 0.3, drawdown: 0, year: 1)
    static let autumnInDrought = Season(autumn: 0.75, dryness: 0.85, harvested: 0.62, drawdown: 5, year: 2)
}
