internal import AerialCore

/// Land that was built on between the two dates: a rectangle of pixels.
struct Development: Sendable {
    let columns: Range<Int>
    let rows: Range<Int>
    /// What stands there now.
    let unit: LandUnit

    var center: Position {
        Position(Float(columns.lowerBound + columns.upperBound), Float(rows.lowerBound + rows.upperBound)) / 2
    }

    func overlaps(_ window: RenderWindow) -> Bool {
        columns.overlaps(window.column..<window.column + window.width)
            && rows.overlaps(window.row..<window.row + window.height)
    }
}

/// Chooses where the county grows.
struct DevelopmentPlan {
    let world: World
    private static let tileSide = TileSpec.standard.sidePixels
    private static let buildable: Set<LandCover> = [.forest, .farmland, .grassland, .shrub]

    /// Subdivisions and warehouses that fill about `share` of the county's tiles, at least one when `share` is above 0.
    func developments(share: Double, seed: UInt64) -> [Development] {
        let columns = world.widthMeters / Self.tileSide
        let rows = world.heightMeters / Self.tileSide
        var wanted = share > 0 ? max(1, Int((share * Double(columns * rows)).rounded())) : 0
        var generator = SeededGenerator(seed: seed ^ 0xDEAD_10CC)
        var chosen: [Development] = []
        // Open land first; where a small county has none left, land with some water or houses.
        for openShare: Float in [1, 0.8, 0.6, 0.4] {
            for tile in (0..<columns * rows).shuffled(using: &generator) where wanted > 0 {
                let index = TileIndex(row: tile / columns, column: tile % columns)
                guard
                    let (development, tiles) = plan(
                        at: index, wanted: wanted, openShare: openShare, using: &generator),
                    !chosen.contains(where: { Self.adjoin($0, development) })
                else { continue }
                chosen.append(development)
                wanted -= tiles
            }
        }
        return chosen
    }

    /// A development that covers one to four whole tiles from `tile`; `nil` where the land does not suit.
    private func plan(
        at tile: TileIndex, wanted: Int, openShare: Float, using generator: inout SeededGenerator
    ) -> (Development, tiles: Int)? {
        let sizes = [(1, 1), (2, 1), (1, 2), (2, 2)].filter { $0.0 * $0.1 <= wanted }
        let (wide, high) = sizes.randomElement(using: &generator) ?? (1, 1)
        let left = tile.column * Self.tileSide - Int.random(in: 8...44, using: &generator)
        let top = tile.row * Self.tileSide - Int.random(in: 8...44, using: &generator)
        let right = (tile.column + wide) * Self.tileSide + Int.random(in: 8...44, using: &generator)
        let bottom = (tile.row + high) * Self.tileSide + Int.random(in: 8...44, using: &generator)
        let columns = max(0, left)..<min(world.widthMeters, right)
        let rows = max(0, top)..<min(world.heightMeters, bottom)
        guard right <= world.widthMeters + 44, bottom <= world.heightMeters + 44,
            isBuildable(columns: columns, rows: rows, openShare: openShare)
        else { return nil }
        let unit = newUnit(columns: columns, rows: rows, using: &generator)
        return (Development(columns: columns, rows: rows, unit: unit), wide * high)
    }

    private func newUnit(
        columns: Range<Int>, rows: Range<Int>, using generator: inout SeededGenerator
    ) -> LandUnit {
        let kinds: [(LandCover, UInt8)] = [(.neighborhood, 22), (.neighborhood, 23), (.commercial, 24)]
        let (cover, code) = kinds.randomElement(using: &generator) ?? kinds[0]
        let center = Position(Float(columns.lowerBound), Float(rows.lowerBound))
        var unit = LandUnit(
            cover: cover, code: code, center: center, seed: UInt32(truncatingIfNeeded: generator.next()))
        unit.isNewlyBuilt = true
        return unit
    }

    /// True when at least this share of the rectangle is open land.
    private func isBuildable(columns: Range<Int>, rows: Range<Int>, openShare: Float) -> Bool {
        let steps = (0...8).map { Float($0) / 8 }
        var open = 0
        for across in steps {
            for down in steps {
                let p = Position(
                    mix(Float(columns.lowerBound), Float(columns.upperBound), across),
                    mix(Float(rows.lowerBound), Float(rows.upperBound), down))
                if Self.buildable.contains(world.units[Int(world.natural(at: p).unit)].cover) { open += 1 }
            }
        }
        return Float(open) >= openShare * Float(steps.count * steps.count)
    }

    /// True when two developments touch or nearly do.
    private static func adjoin(_ a: Development, _ b: Development) -> Bool {
        let gap = 60
        func near(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
            a.lowerBound < b.upperBound + gap && b.lowerBound < a.upperBound + gap
        }
        return near(a.columns, b.columns) && near(a.rows, b.rows)
    }
}
