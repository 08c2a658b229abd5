internal import AerialCore
internal import Imagery
internal import Scoring

/// Turns rows into batches of items. Tiles that follow one another are read in runs, as a local run reads them; batches
/// are filled, but no row waits for long for others to come.
///
/// `@unchecked Sendable`: one thread at a time calls `next`, the pipeline's reader.
final class RowSource: @unchecked Sendable {
    private let plan: JobPlan
    private let mosaic: Mosaic?
    private let batchSize: Int
    private let sight: TileSight
    private var lines: LineSource
    private var reader: TileReader?
    /// Of rows that were read.
    private var waiting: ArraySlice<WorkItem> = []
    /// When the rows at hand go on, full batch or not.
    private var deadline: ContinuousClock.Instant?
    private var hasEnded = false
    /// Rows so far.
    private(set) var count = 0

    /// A row waits for others to come for so long.
    private static let linger = Duration.milliseconds(250)
    /// Tiles without imagery cost nothing, but rows should not wait for long.
    private static let longestBatch = 8

    /// - Parameters:
    ///   - mosaic: where the plan is of tiles.
    ///   - sight: how each of them is seen; `nil` for once, as it is.
    init(plan: JobPlan, mosaic: Mosaic?, batchSize: Int, sight: TileSight?, lines: LineSource) {
        self.sight = sight ?? TileSight(turns: 1, matching: nil, includesFeatures: false)
        self.plan = plan
        self.mosaic = mosaic
        self.batchSize = batchSize
        self.lines = lines
    }

    /// The next items, as many as fill the network's batch where rows come fast enough; `nil` at the end of the rows.
    func next() throws -> [WorkItem]? {
        var batch: [WorkItem] = []
        var images = 0
        deadline = waiting.isEmpty ? nil : .now + Self.linger
        while images < batchSize, batch.count < Self.longestBatch * batchSize, let item = try nextItem() {
            batch.append(item)
            if item.isImage { images += 1 }
        }
        return batch.isEmpty ? nil : batch
    }

    /// `nil` when no row came in time, or none will.
    private func nextItem() throws -> WorkItem? {
        while waiting.isEmpty {
            let requests = try nextRows()
            if requests.isEmpty { return nil }
            waiting = try items(of: requests)[...]
        }
        return waiting.popFirst()
    }

    /// As many rows as a run of tiles has, as far as they have come.
    private func nextRows() throws -> [Result<RowRequest, RowRequest.Defect>] {
        var rows: [Result<RowRequest, RowRequest.Defect>] = []
        while rows.count < batchSize, !hasEnded {
            switch try lines.next(until: deadline) {
            case .line(let line): rows.append(row(line))
            case .tooLong(let beginning):
                rows.append(
                    .failure(.init(ordinal: Self.ordinal(in: beginning), reason: "the row is too long")))
            case .idle: return rows
            case .end: hasEnded = true
            }
            if deadline == nil { deadline = .now + Self.linger }
        }
        return rows
    }

    private func row(_ line: [UInt8]) -> Result<RowRequest, RowRequest.Defect> {
        do {
            let request = try RowRequest(line: line)
            guard let contradiction = plan.contradiction(of: request) else { return .success(request) }
            return .failure(
                .init(
                    ordinal: request.ordinal, reason: "\(RowAnswer.contradictionPrefix): \(contradiction)"))
        } catch let defect as RowRequest.Defect {
            return .failure(defect)
        } catch {
            return .failure(.init(ordinal: nil, reason: "\(error)"))
        }
    }

    /// Of a line that was cut: where a TAB ends it.
    private static func ordinal(in beginning: [UInt8]) -> Int? {
        guard let end = beginning.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
        return (try? RowRequest(line: beginning[..<end]))?.ordinal
    }

    private func items(of rows: [Result<RowRequest, RowRequest.Defect>]) throws -> [WorkItem] {
        count += rows.count
        var items: [WorkItem] = []
        var run: [(ordinal: Int, tile: TileIndex)] = []
        for row in rows {
            switch row {
            case .failure(let defect):
                items += try read(&run)
                items.append(WorkItem(ordinal: defect.ordinal, content: .defect(defect.reason)))
            case .success(let request):
                switch plan {
                case .images(let images):
                    items += Self.views(of: images.image(at: request.ordinal), request.ordinal)
                case .tiles(let tiles):
                    let tile = tiles.tile(at: request.ordinal)
                    let last = run.last?.tile
                    if let last, last.row != tile.row || last.column + 1 != tile.column {
                        items += try read(&run)
                    }
                    run.append((request.ordinal, tile))
                }
            }
        }
        return try items + read(&run)
    }

    private static func views(of image: ImagePlan.Image, _ ordinal: Int) -> [WorkItem] {
        let picture = SharedPicture(path: image.path)
        return (0..<image.turns).map { turn in
            WorkItem(
                ordinal: ordinal, content: .view(picture, turn: turn), isLast: turn == image.turns - 1)
        }
    }

    /// Reads neighbouring tiles at once, so that each block of a file is decoded once.
    private func read(_ run: inout [(ordinal: Int, tile: TileIndex)]) throws -> [WorkItem] {
        guard let first = run.first?.tile, let last = run.last?.tile, let mosaic else { return [] }
        defer { run = [] }
        // GDAL's handles belong to the thread that uses them, so they are made on it.
        if reader == nil { reader = try mosaic.makeReader() }
        let names = [first, last].map(TileGrid.name(of:))
        Lifeline.note("the tiles \(names[0]) to \(names[1])")
        let results = reader?.read(row: first.row, columns: first.column..<last.column + 1) ?? []
        for case .failure(let error) in results where error.endsAll { throw error }
        return zip(run, results).flatMap { member, result in
            let tile = TileRead(
                index: member.tile, result: result, maxEmptyShare: mosaic.maxEmptyShare)
            return TurnedRead.all(tile, turns: sight.turns, matching: sight.matching).map {
                WorkItem(ordinal: member.ordinal, content: .tile($0))
            }
        }
    }
}
