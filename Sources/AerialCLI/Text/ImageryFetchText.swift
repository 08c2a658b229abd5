internal import Aerial
internal import Foundation

extension ImageryFetchResult {
    /// The files, one a line, for stdout.
    var text: String { files.joined(separator: "\n") }

    /// What became of it all, for stderr.
    var told: String {
        var parts = [files.count == 1 ? "1 file" : "\(files.count) files"]
        if present > 0 {
            parts.append(present == 1 ? "1 was there already" : "\(present) were there already")
        }
        if outside > 0 { parts.append("\(outside) miss the area") }
        if !rejected.isEmpty { parts.append("\(rejected.count) rejected") }
        if bytes > 0 {
            parts.append(String(format: "%.0f MB in %.0f s", Double(bytes) / 1e6, max(1, seconds)))
        }
        return parts.joined(separator: ", ") + "."
            + (licences.isEmpty ? "" : " Licence: \(licences.joined(separator: ", ")).")
    }
}
