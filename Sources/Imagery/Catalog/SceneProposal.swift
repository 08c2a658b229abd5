internal import AerialCore
internal import CGDAL
internal import Foundation

/// What was found, laid over the area: the share that each item covers, and the set that would do for one date.
package struct SceneProposal: Sendable {
    /// An item and the share of the area that it covers, 0 to 1.
    package struct Laid: Sendable {
        package let item: CatalogItem
        package let share: Double
    }

    /// Those that cover some of the area, newest first.
    package let laid: [Laid]
    /// Positions in ``laid``: the set that covers most of the area with imagery of one date, with the fewest scenes.
    package let proposed: [Int]
    /// What the set covers, 0 to 1.
    package let share: Double
    /// What all items together cover, of whatever date.
    package let shareOfAll: Double
    /// Items that miss the area, or say nothing of where they lie.
    package let outside: Int

    /// Days between scenes that still count as one date.
    package static let mostDaysApart = Mosaic.mostDaysApart

    /// - Parameter season: a day of the year, `07-15`: sets near it come before newer ones.
    package init(
        of items: [CatalogItem], over area: SearchedArea, season: String? = nil, pause: () throws -> Void
    ) throws {
        var candidates: [Candidate] = []
        for item in items {
            try pause()
            guard let part = area.part(under: item) else { continue }
            candidates.append(Candidate(item: item, part: part, area: part.area))
        }
        candidates.sort { ($1.item.date ?? "", $0.item.id) < ($0.item.date ?? "", $1.item.id) }
        let total = area.flat.area
        laid = candidates.map { Laid(item: $0.item, share: min(1, $0.area / total)) }
        outside = items.count - candidates.count
        let search = SetSearch(candidates: candidates, whole: area.flat, season: season)
        let best = try search.best(pause)
        proposed = best.positions.sorted()
        share = min(1, best.area / total)
        shareOfAll = min(1, try search.cover(Array(candidates.indices), pause).area / total)
    }
}

private struct Candidate {
    let item: CatalogItem
    let part: VectorGeometry
    let area: Double
}

/// Looks for few scenes of one date that cover much.
private struct SetSearch {
    struct Found {
        var positions: [Int] = []
        var area = 0.0
    }

    let candidates: [Candidate]
    let whole: VectorGeometry
    let season: String?

    /// Shares of the area that differ by less count as alike.
    private static let alike = 0.005
    /// A scene that adds less of the area is not worth its tiles.
    private static let leastGain = 0.0002

    /// Of all spans of days that begin with a scene and go back from it.
    func best(_ pause: () throws -> Void) throws -> Found {
        var best = Found()
        var bestDay = ""
        for (day, positions) in spans {
            let most = positions.reduce(0) { $0 + candidates[$1].area }
            guard season != nil || most > best.area + Self.alike * whole.area else { continue }
            let found = try cover(positions, pause)
            let gain = (found.area - best.area) / whole.area
            let isNearer = abs(gain) <= Self.alike && distance(day) < distance(bestDay)
            if gain > Self.alike || isNearer { (best, bestDay) = (found, day) }
        }
        return best
    }

    /// The newest day of each span, and the candidates in it.
    private var spans: [(day: String, positions: [Int])] {
        let days = Set(candidates.compactMap(\.item.date)).sorted(by: >)
        guard !days.isEmpty else { return candidates.isEmpty ? [] : [("", Array(candidates.indices))] }
        return days.map { day in
            (
                day,
                candidates.indices.filter { position in
                    guard let date = candidates[position].item.date, date <= day else { return false }
                    return (CaptureDate.days(from: date, to: day) ?? .max) <= SceneProposal.mostDaysApart
                }
            )
        }
    }

    /// Days from the season that is wanted, round the year; 0 where none is.
    private func distance(_ day: String) -> Int {
        guard let season else { return 0 }
        return CaptureDate.daysRoundTheYear(from: season, to: String(day.suffix(5))) ?? .max
    }

    /// Takes the scene that adds most, again and again; of those that add the same the clearer, then the newer.
    func cover(_ positions: [Int], _ pause: () throws -> Void) throws -> Found {
        var rest = whole
        var found = Found()
        // What a scene adds only shrinks: its last gain bounds the next one.
        var open = positions.map { (position: $0, gain: candidates[$0].area) }
        let tolerance = Self.leastGain * whole.area
        while !open.isEmpty {
            try pause()
            open.sort { ($1.gain, $0.position) < ($0.gain, $1.position) }
            var best: (position: Int, gain: Double)?
            for index in open.indices {
                if let best, open[index].gain < best.gain - tolerance { break }
                open[index].gain = area(of: open[index].position, in: rest)
                if open[index].gain > tolerance, isBetter(open[index], than: best, tolerance) {
                    best = open[index]
                }
            }
            guard let best else { break }
            found.positions.append(best.position)
            open.removeAll { $0.position == best.position || $0.gain <= tolerance }
            guard let left = difference(rest, candidates[best.position].part) else { break }
            rest = left
        }
        found.area = whole.area - rest.area
        return found
    }

    private func isBetter(
        _ one: (position: Int, gain: Double), than other: (position: Int, gain: Double)?, _ tolerance: Double
    ) -> Bool {
        guard let other else { return true }
        guard abs(one.gain - other.gain) <= tolerance else { return one.gain > other.gain }
        let (left, right) = (candidates[one.position].item, candidates[other.position].item)
        let clouds = ((left.cloudCover ?? 0) / 5).rounded() - ((right.cloudCover ?? 0) / 5).rounded()
        return clouds == 0 ? one.position < other.position : clouds < 0
    }

    private func area(of position: Int, in rest: VectorGeometry) -> Double {
        let part = candidates[position].part
        guard part.bounds.overlaps(rest.bounds) else { return 0 }
        return (try? part.intersection(rest, path: candidates[position].item.id).area) ?? 0
    }

    private func difference(_ rest: VectorGeometry, _ part: VectorGeometry) -> VectorGeometry? {
        GDALRuntime.call { OGR_G_Difference(rest.handle, part.handle) }.value.map { VectorGeometry($0) }
    }
}
