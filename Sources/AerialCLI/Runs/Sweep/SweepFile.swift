internal import Aerial
internal import Foundation
internal import Yams

/// The YAML of a sweep, key by key.
struct SweepFile {
    let path: String
    private let nodes: [String: Node]

    static let keys = [
        "name", "command", "dataset", "method", "trials", "seed", "rank-by", "options", "parameters",
        "rounds",
    ]

    init(path: String) throws {
        self.path = path
        let text = try SettingsText.read(path, what: "the sweep")
        do {
            guard let mapping = try Yams.compose(yaml: text)?.mapping else {
                throw CommandError("\(path) is no sweep. 'aerial sweep --help' shows one.")
            }
            nodes = Self.dictionary(mapping)
        } catch let error as YamlError {
            throw CommandError("the sweep \(path) is no YAML: \(YAMLReason.text(error)). Correct that line.")
        }
        if let unknown = nodes.keys.sorted().first(where: { !Self.keys.contains($0) }) {
            throw problem(
                "names '\(unknown)', which is no key. There are: \(Self.keys.joined(separator: ", ")).")
        }
    }

    /// What is wrong, said of this file.
    func problem(_ text: String) -> CommandError { CommandError("the sweep \(path) \(text)") }

    func text(_ key: String) throws -> String? {
        guard let node = nodes[key] else { return nil }
        guard let text = node.string else { throw problem("gives '\(key)' no single value.") }
        return text
    }

    func wholeNumber<Number: FixedWidthInteger>(_ key: String) throws -> Number? {
        guard let text = try text(key) else { return nil }
        guard let number = Number(text) else {
            throw problem("needs a whole number for '\(key)', not '\(text)'.")
        }
        return number
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) throws -> Choice?
    where Choice.RawValue == String {
        guard let text = try text(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw problem("names '\(text)' for '\(key)'. There are: \(known).")
        }
        return choice
    }

    /// One value an option.
    func options(_ key: String) throws -> SweepSetting {
        let values = try mapping(key).mapValues { node in
            guard let text = node.string else {
                throw problem("gives an option under '\(key)' no single value.")
            }
            return text
        }
        return SweepSetting(values: values)
    }

    /// Several values an option, or a range.
    func ranges(_ key: String) throws -> [String: SweepRange] {
        try mapping(key).reduce(into: [:]) { ranges, entry in
            ranges[entry.key] = try range(entry.key, entry.value)
        }
    }

    private func mapping(_ key: String) throws -> [String: Node] {
        guard let node = nodes[key] else { return [:] }
        guard let mapping = node.mapping else {
            throw problem("needs lines 'option: value' under '\(key)'.")
        }
        return Self.dictionary(mapping)
    }

    private func range(_ name: String, _ node: Node) throws -> SweepRange {
        if let list = node.sequence {
            let values = list.compactMap(\.string)
            guard !values.isEmpty, values.count == list.count else {
                throw problem("needs values in the list of '\(name)'.")
            }
            return .listed(values)
        }
        let ends = node.mapping.map(Self.dictionary) ?? [:]
        guard let low = ends["from"]?.float, let high = ends["to"]?.float, low > 0, high > low,
            high.isFinite, ends.count == 2
        else {
            throw problem(
                "needs for '\(name)' a list of values, or {from: 1, to: 1000} with numbers above 0.")
        }
        return .between(low, high)
    }

    private static func dictionary(_ mapping: Node.Mapping) -> [String: Node] {
        Dictionary(
            mapping.compactMap { key, value in key.string.map { ($0, value) } }, uniquingKeysWith: { $1 })
    }
}
