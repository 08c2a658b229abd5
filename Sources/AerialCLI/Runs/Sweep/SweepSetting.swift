internal import Aerial

/// A combination of a command's options.
struct SweepSetting: Hashable {
    /// By the option's name without dashes; a flag is `true` or `false`.
    let values: [String: String]

    static let standard = SweepSetting(values: [:])

    /// Flags that hold unless they are taken back.
    private static let flagsOnByDefault: Set = ["compare-bands"]

    /// Where both say something, the other one holds.
    func with(_ other: SweepSetting) -> SweepSetting {
        SweepSetting(values: values.merging(other.values) { $1 })
    }

    private var sorted: [(name: String, value: String)] {
        values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// As they stand on the command line, sorted by name.
    var arguments: [String] {
        sorted.flatMap { name, value -> [String] in
            switch value {
            case "true": ["--" + name]
            case "false": Self.flagsOnByDefault.contains(name) ? ["--no-" + name] : []
            default: ["--" + name, value]
            }
        }
    }

    /// `penalty 10, turns 3`
    var text: String {
        values.isEmpty ? "the default" : sorted.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    }

    private static let longestFileName = 80

    /// `penalty-10_turns-3`; long ones are cut and made unique by a checksum.
    var fileName: String {
        guard !values.isEmpty else { return "default" }
        let joined = sorted.map { "\($0.name)-\($0.value)" }.joined(separator: "_")
        let safe = String(
            joined.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
        guard safe != joined || safe.count > Self.longestFileName else { return safe }
        return safe.prefix(Self.longestFileName) + "_" + FileChecksum.sha256(of: joined).prefix(8)
    }
}
