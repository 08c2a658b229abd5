internal import Foundation

/// What a killed run leaves of an output.
public enum AbandonedOutput {
    /// Removes what lies aside for this output. Call it only while no other run can be writing it.
    public static func remove(beside path: String) {
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent().path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasPrefix(StagedOutput.partialPrefix(of: url.lastPathComponent)) {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }
}
