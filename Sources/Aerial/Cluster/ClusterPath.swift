internal import Foundation
internal import Imagery

/// Paths as all nodes reach them.
package enum ClusterPath {
    /// Absolute, and not a step shorter: a `..` behind a link leads elsewhere than it seems. GDAL's virtual paths are
    /// absolute already, and addresses are the same everywhere; what was fetched from one is read there.
    package static func reached(_ path: String) -> String {
        let named = FetchedNames.shown(path)
        guard !named.hasPrefix("/"), !RemotePlace.isRemote(named) else { return named }
        return FileManager.default.currentDirectoryPath + "/" + named
    }
}
