/// One house on its lot: a roof with two slopes or a flat one, its colour, its drive.
struct House {
    /// Along the street from the lot's side, metres.
    let along: ClosedRange<Float>
    /// From the street's edge, metres.
    let depth: ClosedRange<Float>
    let roof: Reflectance
    let isFlat: Bool
    let ridgeRunsAlong: Bool
    let eaves: Float
    let drive: ClosedRange<Float>
    let hasPool: Bool

    private static let roofs: [Reflectance] = [
        Reflectance(124, 120, 116, 110), Reflectance(148, 140, 132, 130), Reflectance(98, 92, 90, 84),
        Reflectance(152, 108, 90, 120), Reflectance(176, 168, 156, 150), Reflectance(118, 98, 84, 100),
        Reflectance(206, 204, 200, 190), Reflectance(136, 142, 150, 124),
    ]

    @inline(__always)
    init(lotSeed: UInt32, lotWidth: Float, lotDepth: Float, isDense: Bool) {
        var dice = Dice(lotSeed)
        let frontage = isDense ? dice.roll(0.8, 0.97) * lotWidth : min(19, dice.roll(0.48, 0.7) * lotWidth)
        let start = dice.roll(0.25, 0.75) * (lotWidth - frontage)
        let setback = isDense ? dice.roll(2.5, 5) : dice.roll(6.5, 12)
        let size = isDense ? dice.roll(11, 17) : dice.roll(8.5, 13.5)
        along = start...(start + frontage)
        depth = setback...min(setback + size, max(setback + 1, lotDepth - 3))
        roof = Self.roofs[Int(dice.roll() * Float(Self.roofs.count))] * dice.roll(0.9, 1.12)
        isFlat = dice.roll() < (isDense ? 0.6 : 0.04)
        ridgeRunsAlong = dice.roll() < 0.66
        eaves = isDense ? dice.roll(5, 9) : dice.roll(2.8, 4.8)
        let driveStart = dice.roll() < 0.5 ? start : start + frontage - 4
        drive = max(0, driveStart)...max(0, driveStart) + 3.6
        hasPool = !isDense && dice.roll() < 0.13
    }

    @inline(__always)
    func covers(along a: Float, depth d: Float) -> Bool { along.contains(a) && depth.contains(d) }

    /// Height of the roof over a place that the house covers.
    @inline(__always)
    func roofHeight(along a: Float, depth d: Float) -> Float {
        if isFlat { return eaves + 1 }
        let span = ridgeRunsAlong ? depth : along
        let t = ridgeRunsAlong ? d : a
        return eaves + 0.62 * min(t - span.lowerBound, span.upperBound - t)
    }
}
