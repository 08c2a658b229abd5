/// Divides whole areas into training and test.
public enum AreaSplit {
    /// Where a side is given to some areas, and one of them is held out, all others are learned from. Else so many are drawn
    /// that about the wanted share of the tiles is held out, at least one and never all. An area without tiles is not drawn:
    /// nothing would be held out with it.
    /// - Parameters:
    ///   - labels: for each area the classes of its tiles.
    ///   - given: for each area its side, where somebody chose it.
    ///   - testFraction: the wanted share of test tiles, 0 to 1.
    ///   - seed: the same seed gives the same split.
    /// - Returns: the side of each area.
    public static func sides(
        labels: [[Int]], given: [DatasetSide?], testFraction: Double, seed: UInt64
    ) -> [DatasetSide] {
        precondition(labels.count == given.count)
        let filled = given.indices.filter { !labels[$0].isEmpty }
        let free = filled.filter { given[$0] == nil }
        let mayTakeAll = free.count < filled.count
        guard testFraction > 0, !given.contains(.test), free.count > (mayTakeAll ? 0 : 1) else {
            return given.map { $0 ?? .train }
        }
        let drawn = drawn(
            free, mayTakeAll: mayTakeAll, labels: labels, testFraction: testFraction, seed: seed)
        return given.indices.map { given[$0] ?? (drawn.contains($0) ? .test : .train) }
    }

    private static func drawn(
        _ free: [Int], mayTakeAll: Bool, labels: [[Int]], testFraction: Double, seed: UInt64
    ) -> Set<Int> {
        let wanted = Double(labels.reduce(0) { $0 + $1.count }) * testFraction
        let names = free.flatMap { area in labels[area].map { _ in name(of: area) } }
        let count = Double(names.count)
        let split = GroupSplit(
            groups: names, labels: free.flatMap { labels[$0] },
            testFraction: count > 0 ? min(1, wanted / count) : 0, seed: seed)
        let tests = Set(zip(names, split.sides).filter { $0.1 == .test }.map(\.0))
        let chosen = Set(free.filter { tests.contains(name(of: $0)) })
        guard chosen.isEmpty || (chosen.count == free.count && !mayTakeAll) else { return chosen }
        // Classes that one area alone has leave no good division: the area of the size that comes nearest.
        let nearest = free.min { one, other in
            let misfits = [one, other].map { abs(Double(labels[$0].count) - wanted) }
            return (misfits[0], one) < (misfits[1], other)
        }
        return Set([nearest].compactMap { $0 })
    }

    /// Names sort as numbers do.
    private static func name(of area: Int) -> String {
        let digits = String(area)
        return String(repeating: "0", count: max(0, 9 - digits.count)) + digits
    }
}
