import Foundation

/// A folder for one test's files, gone with it.
final class ScratchCounty {
    let path: String

    init() {
        path =
            FileManager.default.temporaryDirectory.appendingPathComponent("county-\(UUID().uuidString)").path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
    }
}
