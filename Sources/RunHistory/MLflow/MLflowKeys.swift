/// Names of a run's values as the server takes them: in its letters and length, and each different from all others.
///
/// The server takes names for paths, too, and refuses those that can be written more shortly or lead upwards: `a//b`, `./a`, `a/`,
/// `/a`, `..a` (`path_not_unique` in MLflow's `validation.py`).
struct MLflowKeys {
    static let longest = 250

    private var keys: [String: String] = [:]

    /// - Parameter names: all that go to the server together; a name has its key whatever their order.
    init(_ names: some Sequence<String>) {
        let cleaned = Set(names).sorted().map { (name: $0, key: Self.cleaned($0)) }
        // What the server takes as it is keeps its name; others make way.
        var taken = Set(cleaned.filter { $0.name == $0.key }.map(\.key))
        for (name, key) in cleaned {
            var own = key
            var number = 1
            while name != key, !taken.insert(own).inserted {
                number += 1
                let ending = "_\(number)"
                own = key.prefix(Self.longest - ending.count) + ending
            }
            keys[name] = own
        }
    }

    subscript(name: String) -> String { keys[name] ?? Self.cleaned(name) }

    private static func cleaned(_ name: String) -> String {
        let letters = name.map {
            $0.isASCII && ($0.isLetter || $0.isNumber || "_-. /".contains($0)) ? $0 : "_"
        }
        let key = String(letters.prefix(longest))
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard key.hasPrefix("..") || parts.contains(where: { ["", ".", ".."].contains($0) }) else {
            return key
        }
        let flat = key.replacing("/", with: "_")
        return flat.isEmpty || flat.hasPrefix(".") ? "_" + flat.dropFirst() : flat
    }
}
