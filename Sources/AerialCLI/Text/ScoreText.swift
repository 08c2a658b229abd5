internal import Aerial
internal import AerialCore
internal import Foundation
internal import Reporting

extension ScoreSummary {
    /// Tells how the run went, and writes the figures to stdout.
    func tell(json: Bool, out: String, detail: String?, console: Console) throws {
        let (what, speed) = windows.map { ("cells from \($0) windows", "windows") } ?? ("tiles", "tiles")
        console.say(
            "\(counts.tiles) \(what) in \(Duration.readable(seconds: seconds)) "
                + "(\(Int(tilesPerSecond.rounded())) \(speed)/s): \(counts.scored) scored, \(counts.nodata) nodata, "
                + "\(counts.rejected) rejected -> \(out)")
        if let detail, let detailMeters {
            console.say(String(format: "cells of %.4g m -> %@", detailMeters, detail))
        }
        if let passedTiles, counts.scored > 0 {
            console.say(
                "\(passedTiles) \(speed) needed the finer model "
                    + String(
                        format: "(%.1f %%)",
                        100 * Double(passedTiles) / Double(max(1, windows ?? counts.tiles - restored))))
        }
        foreignWarning(out: out).map(console.warn)
        if let network = networkTilesPerSecond {
            console.say(String(format: "the network alone: %.1f tiles/s", network))
        }
        guard !json else { return try Output.writeJSON(self) }
        let rows = classes.map { name, count in
            let share = counts.scored > 0 ? 100 * Double(count) / Double(counts.scored) : 0
            return [name, "\(count)", String(format: "%.1f", share)]
        }
        try Output.write(
            TextTable(columns: [.text("Class"), .number("Tiles"), .number("% of scored")], rows: rows)
                .rendered())
    }
}
