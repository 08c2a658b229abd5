internal import Foundation

/// Names of jobs on a cluster.
package enum ClusterJobName {
    package static func isValid(_ name: String) -> Bool {
        (1...80).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || [45, 46, 95].contains(byte)
            } && !name.hasPrefix(".")
    }

    /// Day and time, and something that tells jobs of the same second apart.
    package static func fresh() -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyyMMdd-HHmmss"
        let tail = UUID().uuidString.prefix(4).lowercased()
        return "\(formatter.string(from: Date()))-\(tail)"
    }
}
