internal import Foundation

/// Values that a job is given: what could be a path must lie below the folders that are served.
enum JobPath {
    static func isAllowed(_ value: String, folders: [String]) -> Bool {
        // Words of GDAL's own and addresses reach anywhere.
        guard !value.hasPrefix("/vsi"), !value.contains("://"), !value.hasPrefix("<"), !value.contains("\0")
        else {
            return false
        }
        let path = value.hasPrefix("/") ? value : "\(folders[0])/\(value)"
        // A link to nowhere is there too.
        let isThere = (try? FileManager.default.attributesOfItem(atPath: path)) != nil
        guard isThere || value.contains("/") || value.contains("..") else { return true }
        // `GTIFF_DIR:1:/etc/...` and the like are GDAL's too.
        guard isThere || !value.contains(":") else { return false }
        return folders.contains { isBelow($0, path) }
    }

    /// A file that is to be written is not there yet: its nearest folder that is decides.
    private static func isBelow(_ folder: String, _ path: String) -> Bool {
        guard !path.split(separator: "/").contains("..") else {
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
