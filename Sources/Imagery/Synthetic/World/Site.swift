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
        func bend(_ wavelength: Float, _ reach: Float, _ seed: UInt32) -> Position {
            let both = Position(Noise.value(p, wavelength, seed), Noise.value(p, wavelength, seed ^ 0xB0B))
            return (both - 0.5) * reach
        }
        return p + bend(260 * scale, 130 * scale, seed) + bend(48, min(26, 60 * scale), seed ^ 0x1)
            + bend(9, 7, seed ^ 0x2)
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
    func natural(at p: Position) -> Site {
        let straight = grid.nearest(to: p)
        if straight.borderDistance < Self.roadHalfWidth, hasRoad(straight.first, straight.second) {
            return Site(unit: Int32(roadUnit), offset: straight.borderDistance)
        }
        let bentPlace = bent(p)
        let depth = waterDepth(bentPlace, near: straight.first)
        if depth > 0 { return Site(unit: Int32(waterUnit), offset: depth) }
        let laidOut = units[straight.first].cover.isLaidOut && units[straight.second].cover.isLaidOut
        let unit = laidOut ? straight.first : grid.nearest(to: bentPlace).first
        return Site(unit: Int32(unit), offset: 0)
    }

    /// The unit that fills the square of `side` metres around `center` wholly; `nil` when that is not certain.
    /// The bends move two places that are a metre apart to at most 3.4 m apart.
    func unitFilling(squareAround center: Position, side: Float) -> Int? {
        let reach = 3.4 * side * 0.7072
        let straight = grid.nearest(to: center)
        guard straight.borderDistance > reach else { return nil }
        let bentCenter = bent(center)
        guard waterDepth(bentCenter, near: straight.first) < -2 * reach else { return nil }
        let natural = grid.nearest(to: bentCenter)
        return natural.first == straight.first && natural.borderDistance > reach ? natural.first : nil
    }
}
