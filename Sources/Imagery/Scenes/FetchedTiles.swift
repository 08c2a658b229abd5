public import AerialCore

/// Neighbouring tiles of a row whose pixels were read from their files and are still to be put together.
public struct FetchedTiles: Sendable {
    /// Of the grid.
    public let row: Int
    /// Of the grid, from west to east.
    public let columns: Range<Int>
    private var canvases: [Result<TileCanvas, ImageryError>]
    /// Not drawn yet, by the tile's position.
    private var pieces: [[ScenePiece]]

    init(row: Int, columns: Range<Int>, tile: TileSpec) {
        self.row = row
        self.columns = columns
        canvases = columns.map { _ in .success(TileCanvas(tile)) }
        pieces = columns.map { _ in [] }
    }

    /// The tiles, from west to east. One that cannot be read is a failure of its own.
    public func images() -> [Result<TileImage, ImageryError>] {
        var drawn = self
        drawn.drawAll()
        return drawn.canvases.map { canvas in canvas.map(\.image) }
    }

    /// Positions of the tiles that lack pixels, as far as they are drawn.
    var unfilled: [Int] {
        canvases.indices.filter { position in
            if case .success(let canvas) = canvases[position] { canvas.emptyPixelCount > 0 } else { false }
        }
    }

    mutating func add(_ piece: ScenePiece, at position: Int) {
        pieces[position].append(piece)
    }

    mutating func fail(_ position: Int, _ error: ImageryError) {
        canvases[position] = .failure(error)
    }

    mutating func drawAll() {
        for position in canvases.indices where !pieces[position].isEmpty {
            let waiting = pieces[position]
            pieces[position] = []
            guard case .success(var canvas) = canvases[position] else { continue }
            do {
                for piece in waiting { canvas.fill(with: try piece.picture()) }
                canvases[position] = .success(canvas)
            } catch {
                canvases[position] = .failure(
                    error as? ImageryError ?? .cannotRead(path: "pixels in memory", reason: "\(error)"))
            }
        }
    }
}
