/// Picks some of many so that they are spread evenly and fall into no pattern.
enum EvenSample {
    /// At most `count` positions of `0..<total`, rising: one somewhere in each of equal parts.
    static func positions(count: Int, of total: Int) -> [Int] {
        guard total > count else { return Array(0..<total) }
        let step = Double(total) / Double(count)
        // Steps of the golden ratio spread without a period, so no column of a grid is preferred.
        return (0..<count).map { part in
            let within = (Double(part) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
            return min(total - 1, Int((Double(part) + within) * step))
        }
    }
}
