internal import Foundation
package import Training
internal import Yams

/// A recipe as YAML: a file names what differs from the defaults; what is written names everything.
package struct RecipeFile {
    private let path: String
    private let given: [String: Node]

    package init(path: String) throws {
        self.path = path
        let text = try SettingsText.read(path, what: "the configuration")
        do {
            guard let mapping = try Yams.compose(yaml: text)?.mapping else {
                throw CommandError(
                    "the configuration \(path) is no list of 'key: value' lines. A fine-tuned model's training.yaml shows them."
                )
            }
            given = Self.dictionary(mapping)
        } catch let error as YamlError {
            throw CommandError(
                "the configuration \(path) is no YAML: \(YAMLReason.text(error)). Correct that line.")
        }
    }

    package var retrain: RetrainDepth? { given["retrain"]?.string.flatMap(RetrainDepth.init(rawValue:)) }
    package var optimizer: Recipe.Optimizer? {
        given["optimizer"]?.string.flatMap(Recipe.Optimizer.init(rawValue:))
    }

    /// The file's values over the given ones.
    package func recipe(over defaults: Recipe) throws -> Recipe {
        guard var known = try Yams.compose(yaml: try Self.yaml(defaults))?.mapping else { return defaults }
        try overlay(given, on: &known, under: "")
        do {
            let merged = try Yams.serialize(node: .mapping(known))
            return try YAMLDecoder().decode(Recipe.self, from: merged)
        } catch let error as DecodingError {
            throw CommandError(
                "the configuration \(path) has a value of the wrong kind: \(Self.reason(error))")
        }
    }

    package static func yaml(_ recipe: Recipe) throws -> String {
        try Yams.serialize(node: setting(recipe).node, sortKeys: true)
    }

    /// Every setting by its key, for records; what stands in a group has the group's name and a dot before it.
    package static func values(_ recipe: Recipe) throws -> [String: String] {
        try setting(recipe).values(of: "")
    }

    private static func setting(_ recipe: Recipe) throws -> Setting {
        try JSONDecoder().decode(Setting.self, from: JSONEncoder().encode(recipe))
    }

    /// A setting as a file has it. The YAML encoder rounds numbers to 15 digits; these have as many as make them the same again.
    private indirect enum Setting: Decodable {
        case value(String)
        case group([String: Setting])

        init(from decoder: any Decoder) throws {
            if let group = try? [String: Setting](from: decoder) {
                self = .group(group)
                return
            }
            let container = try decoder.singleValueContainer()
            if let isOn = try? container.decode(Bool.self) {
                self = .value("\(isOn)")
            } else if let count = try? container.decode(Int.self) {
                self = .value("\(count)")
            } else if let number = try? container.decode(Double.self) {
                self = .value("\(number)")
            } else {
                self = .value(try container.decode(String.self))
            }
        }

        func values(of name: String) -> [String: String] {
            switch self {
            case .value(let text): [name: text]
            case .group(let settings):
                settings.reduce(into: [:]) { all, setting in
                    let key = name.isEmpty ? setting.key : "\(name).\(setting.key)"
                    all.merge(setting.value.values(of: key)) { $1 }
                }
            }
        }

        var node: Node {
            switch self {
            case .value(let text): Node(text)
            case .group(let settings): Node(settings.map { (Node($0.key), $0.value.node) })
            }
        }
    }

    private func overlay(_ values: [String: Node], on known: inout Node.Mapping, under prefix: String) throws
    {
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let old = known[Node(key)] else {
                let names = known.keys.compactMap(\.string).map { prefix + $0 }.sorted()
                throw CommandError(
                    "the configuration \(path) names '\(prefix)\(key)', which is no setting. There are: "
                        + "\(names.joined(separator: ", ")).")
            }
            if var inner = old.mapping, let mapping = value.mapping {
                try overlay(Self.dictionary(mapping), on: &inner, under: "\(key).")
                known[Node(key)] = .mapping(inner)
            } else {
                known[Node(key)] = value
            }
        }
    }

    private static func dictionary(_ mapping: Node.Mapping) -> [String: Node] {
        Dictionary(
            mapping.compactMap { key, value in key.string.map { ($0, value) } }, uniquingKeysWith: { $1 })
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            let key = context.codingPath.map(\.stringValue).joined(separator: ".")
            return key.isEmpty
                ? context.debugDescription : "'\(key)'. See the written training.yaml of a model."
        @unknown default: return "\(error)"
        }
    }
}
