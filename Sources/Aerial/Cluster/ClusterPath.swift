internal import Foundation

/// Paths as all nodes reach them.
package enum ClusterPath {
    /// Absolute, and not a step shorter: a `..` behind a link leads elsewhere than it seems. GDAL's virtual paths are
    /// absolute already.
    package static func reached(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
