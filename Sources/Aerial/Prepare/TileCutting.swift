internal import AerialCore
internal import Foundation
internal import Imagery

/// Second step: the pixels of each labelled tile, as files. One thread reads, the others compress.
struct TileCutting {
    let plan: PreparePlan
    /// The area's name; `nil` where the only one has none.
    let area: String?
    let mosaic: Mosaic
    let folder: String
    let observer: any JourneyObserver

    /// Where tiles lie until their side is known.
    static func folder(below folder: String) -> String { folder + "/.cut" }

    private enum Outcome: Sendable {
        case cut(file: String)
        case dropped(DropReason, String)
    }

    /// Fills in the files of the tiles that were cut, and why the others were dropped.
    func cut(_ tiles: inout [PreparedTile]) throws {
        let target = Self.folder(below: folder)
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let positions = tiles.indices.filter { tiles[$0].dropReason == nil }
        let progress = Progress("cutting", unit: "tiles", total: positions.count, observer: observer)
        defer { progress.finish() }
        let (kind, area) = (plan.tile, area)
        let (indexes, mosaic) = (positions.map { tiles[$0].index }, mosaic)
        var next = 0
        var unreadable: [String] = []
        try OrderedPipeline(workers: plan.threads, window: 4 * plan.threads).run(
            makeSource: {
                let source = TileSource(indexes: indexes, mosaic: mosaic)
                return { try source.next() }
            },
            makeWorker: {
                { (read: (tile: TileIndex, image: Result<TileImage, ImageryError>)) in
                    try Self.write(
                        read.image, of: kind,
                        to:
                            "\(target)/\(PreparedTile.name(of: read.tile, in: area))\(TileFile.ending(of: kind))"
                    )
                }
            },
            deliver: { outcome in
                switch outcome {
                case .cut(let file): tiles[positions[next]].cutFile = file
                case .dropped(let reason, let message):
                    tiles[positions[next]].dropReason = reason
                    if reason == .unreadable {
                        unreadable.append("\(tiles[positions[next]].name): \(message)")
                    }
                }
                next += 1
                try progress.advance()
            })
        RejectionList(unreadable).tell(observer)
    }

    private static func write(
        _ image: Result<TileImage, ImageryError>, of tile: TileSpec, to file: String
    ) throws -> Outcome {
        switch image {
        case .failure(let error): return .dropped(.unreadable, error.description)
        case .success(let image) where image.isNodata: return .dropped(.imageryNodata, "")
        case .success(let image):
            try TileFile.write(image, of: tile, to: file)
            return .cut(file: file)
        }
    }
}

/// Reads tiles in the order given. Of the thread that asks.
final class TileSource {
    private let indexes: [TileIndex]
    private let mosaic: Mosaic
    private var reader: (() throws -> (TileIndex, Result<TileImage, ImageryError>)?)?

    init(indexes: [TileIndex], mosaic: Mosaic) {
        self.indexes = indexes
        self.mosaic = mosaic
    }

    func next() throws -> (TileIndex, Result<TileImage, ImageryError>)? {
        let reader = try self.reader ?? mosaic.makeTileReader(indexes)
        self.reader = reader
        let next = try reader()
        if case .failure(let error)? = next?.1, error.endsAll { throw error }
        return next
    }
}
