/// All tiles of one class that hang together: from each to each other leads a way over tiles of the class that share a side.
public struct MapPatch: Sendable, Equatable {
    /// A position in the map's legend.
    public let classIndex: UInt8
    /// Positions in the map's cells, rising.
    public let cells: [Int]
}

extension ClassMap {
    /// All patches, by their first cell.
    public var patches: [MapPatch] {
        var isTaken = cells.map { $0 == nil }
        var patches: [MapPatch] = []
        for start in cells.indices where !isTaken[start] {
            guard let classIndex = cells[start] else { continue }
            isTaken[start] = true
            var members = [start]
            var next = 0
            while next < members.count {
                for side in sides(of: members[next]) where !isTaken[side] && cells[side] == classIndex {
                    isTaken[side] = true
                    members.append(side)
                }
                next += 1
            }
            patches.append(MapPatch(classIndex: classIndex, cells: members.sorted()))
        }
        return patches
    }

    /// The minimum mapping unit: patches of fewer tiles go, the smallest first, each to the class that it shares the longest border
    /// with, the first of the legend among equals. Patches of one size go in the order of their first cells, but one that touches
    /// a tile that has just changed waits until the others have had their turn: it may have grown. A patch that touches no other
    /// class stays.
    public func withoutPatches(smallerThan leastTiles: Int) -> ClassMap {
        var map = self
        while map.dissolveSmallestPatches(below: leastTiles) {}
        return map
    }

    /// One pass over the patches as they are. A patch beside a tile that changes in it may have grown, so it waits for the next.
    /// - Returns: false when nothing was left to do.
    private mutating func dissolveSmallestPatches(below leastTiles: Int) -> Bool {
        let small = patches.filter { $0.cells.count < leastTiles }
            .sorted { ($0.cells.count, $0.cells[0]) < ($1.cells.count, $1.cells[0]) }
        var hasChanged = Set<Int>()
        // The larger ones wait until no smaller one can go.
        for patch in small where patch.cells.count == small.first?.cells.count || hasChanged.isEmpty {
            let border = patch.cells.flatMap(sides)
            guard hasChanged.isDisjoint(with: border), let taker = neighbour(of: patch) else { continue }
            for cell in patch.cells { cells[cell] = taker }
            hasChanged.formUnion(patch.cells)
        }
        return !hasChanged.isEmpty
    }

    /// The class that shares most sides of tiles with the patch, the first of the legend among equals; `nil` where there is none.
    private func neighbour(of patch: MapPatch) -> UInt8? {
        var borders = [Int](repeating: 0, count: legend.classes.count)
        for cell in patch.cells {
            for side in sides(of: cell) {
                if let other = cells[side], other != patch.classIndex { borders[Int(other)] += 1 }
            }
        }
        guard let longest = borders.max(), longest > 0 else { return nil }
        return borders.firstIndex(of: longest).map { UInt8($0) }
    }

    /// The cells above, left, right and below.
    private func sides(of cell: Int) -> [Int] {
        let (row, column) = (cell / columns, cell % columns)
        return [
            row > 0 ? cell - columns : nil, column > 0 ? cell - 1 : nil,
            column + 1 < columns ? cell + 1 : nil, row + 1 < rows ? cell + columns : nil,
        ].compactMap { $0 }
    }
}
