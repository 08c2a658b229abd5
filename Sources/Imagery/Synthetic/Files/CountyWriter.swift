internal import AerialCore
internal import Foundation

/// Renders a date of the county block by block on all threads and writes it as it comes.
struct CountyWriter {
    let renderer: BlockRenderer
    let frame: CountyFrame
    let threads: Int
    /// Side of the blocks in pixels: a multiple of the files' own, so that each is written once.
    private static let blockSide = 512

    /// - Parameter progress: called with the share that is done, 0...1.
    func write(imagery imageryPath: String, truth truthPath: String, progress: (Double) -> Void) throws {
        let imagery = try CountyRaster(path: imageryPath, frame: frame, content: .imagery, threads: threads)
        let truth = try CountyRaster(path: truthPath, frame: frame, content: .landCover, threads: threads)
        let windows = Self.windows(of: frame)
        var done = 0
        try OrderedPipeline(workers: threads).run(
            over: windows, work: { [renderer] window in renderer.render(window) },
            deliver: { block in
                try imagery.write(block.imagery, at: block.window)
                try truth.write(block.truth, at: block.window)
                done += 1
                // A row of blocks is complete: what GDAL caches stays small.
                if block.window.column + block.window.width == frame.widthMeters {
                    try imagery.flush()
                    try truth.flush()
                }
                progress(Double(done) / Double(windows.count))
            })
        try imagery.flush()
        try truth.flush()
    }

    private static func windows(of frame: CountyFrame) -> [RenderWindow] {
        stride(from: 0, to: frame.heightMeters, by: blockSide).flatMap { row in
            stride(from: 0, to: frame.widthMeters, by: blockSide).map { column in
                RenderWindow(
                    column: column, row: row, width: min(blockSide, frame.widthMeters - column),
                    height: min(blockSide, frame.heightMeters - row))
            }
        }
    }
}
