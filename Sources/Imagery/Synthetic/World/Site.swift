/// What lies at one place.
struct Site {
    /// Position in ``World/units``.
    var unit: Int32
    /// On roads the distance to the road's middle, in water the distance to the shore, in metres.
    var offset: Float
}

extension World {
    /// Half the width of a country road with its verges, in metres.
    private static let roadHalfWidth: Float = 9

    /// The bends of natural borders: where to look instead of at `p`, so that straight borders come out ragged.
    @inline(__always)
    private func bent(_ p: Position) -> Position {
        p + Noise.displacement(p, 340 * scale, seed) * (230 * scale)
            + Noise.displacement(p, 90 * scale, seed ^ 0x1) * (50 * scale)
            + Noise.displacement(p, 11, seed ^ 0x2) * 9
    }

    /// How far inside water the place lies, in metres; negative on land.
    @inline(__always)
    private func waterDepth(_ bent: Position, near unit: Int) -> Float {
        let owner = grid.units[unit]
        var depth = rivers.depth(at: bent)
        if owner.pondRadius > 0 {
            let offset = bent - owner.pondCenter
            depth = max(depth, owner.pondRadius - (offset * offset).sum().squareRoot())
        }
        return depth
    }

    /// True where a country road follows the border of two units.
    @inline(__always)
    private func hasRoad(_ a: Int, _ b: Int) -> Bool {
        if units[a].cover.isDeveloped || units[b].cover.isDeveloped { return true }
        return Lattice.hash(Int32(min(a, b)), Int32(max(a, b)), seed) & 3 == 0
    }

    /// The land, water or road at a place, before developments.
    func natural(at place: Position) -> Site {
        let p = grid.swung(place)
        let straight = grid.nearest(to: p)
        // What lies along a road ends at the road, so the borders bend elsewhere alone.
        let isAlongRoad = hasRoad(straight.first, straight.second)
        if isAlongRoad, straight.borderDistance < Self.roadHalfWidth {
            return Site(unit: Int32(roadUnit), offset: straight.borderDistance)
        }
        let bentPlace = bent(p)
        let depth = waterDepth(bentPlace, near: straight.first)
        if depth > 0 { return Site(unit: Int32(waterUnit), offset: depth) }
        let isStraight =
            isAlongRoad || (units[straight.first].cover.isLaidOut && units[straight.second].cover.isLaidOut)
        let unit = isStraight ? straight.first : grid.nearest(to: bentPlace).first
        return Site(unit: Int32(unit), offset: 0)
    }

    /// The unit that fills the square of `side` metres around `center` wholly; `nil` when that is not certain.
    func unitFilling(squareAround center: Position, side: Float) -> Int? {
        // How far from the centre a corner may lie once it is swung, and once it is bent as well: the long bends
        // stretch distances, the finest one adds its own reach.
        let swungReach = 1.5 * 0.7072 * side
        let bentReach = 3 * 0.7072 * side + 7
        let p = grid.swung(center)
        let straight = grid.nearest(to: p)
        guard straight.borderDistance > swungReach + Self.roadHalfWidth else { return nil }
        let bentCenter = bent(p)
        guard waterDepth(bentCenter, near: straight.first) < -1.5 * bentReach else { return nil }
        let natural = grid.nearest(to: bentCenter)
        return natural.first == straight.first && natural.borderDistance > bentReach ? natural.first : nil
    }
}
