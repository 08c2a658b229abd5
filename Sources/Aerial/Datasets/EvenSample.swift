/// Picks some of many so that they are spread evenly and fall into no pattern.
enum EvenSample {
    /// At most `count` positions of `0..<total`, rising and each once: one somewhere in each of equal parts, or beside it where
    /// parts are so small that two would meet.
    static func positions(count: Int, of total: Int) -> [Int] {
        guard count > 0 else { return [] }
        guard total > count else { return Array(0..<total) }
        let step = Double(total) / Double(count)
        var next = 0
        // Steps of the golden ratio spread without a period, so no column of a grid is preferred.
        return (0..<count).map { part in
            let within = (Double(part) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
            // As many are left behind it as parts are to come.
            let position = min(max(next, Int((Double(part) + within) * step)), total - (count - part))
            next = position + 1
            return position
        }
    }
}
