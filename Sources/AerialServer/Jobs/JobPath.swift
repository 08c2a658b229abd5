internal import Foundation

/// Values that a job is given: what could be a path must lie below the folders that are served.
enum JobPath {
    static func isAllowed(_ value: String, folders: [String]) -> Bool {
        // By scalars, as the system sees them: to Swift a slash with an accent on it is no slash.
        let scalars = value.unicodeScalars
        // Words of GDAL's own and addresses reach anywhere; a virtual raster may stand in words.
        guard !scalars.starts(with: "/vsi".unicodeScalars), !value.contains("://"),
            !scalars.contains("<"), !scalars.contains("\0")
        else {
            return false
        }
        let path = scalars.first == "/" ? value : "\(folders[0])/\(value)"
        // A link to nowhere is there too.
        let isThere = (try? FileManager.default.attributesOfItem(atPath: path)) != nil
        guard isThere || scalars.contains("/") || value.contains("..") else { return true }
        // `GTIFF_DIR:1:/etc/...` and the like are GDAL's too.
        guard isThere || !scalars.contains(":") else { return false }
        return folders.contains { isBelow($0, path) }
    }

    /// A file that is to be written is not there yet: its nearest folder that is decides.
    private static func isBelow(_ folder: String, _ path: String) -> Bool {
        guard !path.unicodeScalars.split(separator: "/").contains(where: { String($0) == ".." }) else {
            return ServedPath.real(path).map { $0.hasPrefix(folder + "/") } ?? false
        }
        var place = path
        while ServedPath.real(place) == nil {
            // A link to nowhere leads out once something is there.
            guard (try? FileManager.default.destinationOfSymbolicLink(atPath: place)) == nil else {
                return false
            }
            place = (place as NSString).deletingLastPathComponent
            guard !place.isEmpty else { return false }
        }
        return ServedPath.resolved(place, below: folder) != nil
    }
}
