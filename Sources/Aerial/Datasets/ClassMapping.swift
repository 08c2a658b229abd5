internal import AerialCore
internal import Foundation
internal import Yams

/// Renames, merges or drops a dataset's classes on the way in.
///
/// ```yaml
/// agricultural: Cultivated
/// freeway: Developed
/// runway: Developed
/// river: null        # dropped
/// ```
/// Classes that the file does not name keep their names.
public struct ClassMapping: Equatable, Sendable {
    private let names: [String: String?]

    /// - Parameter names: for each folder its class, or `nil` to drop it.
    public init(names: [String: String?]) {
        self.names = names
    }

    /// Reads a YAML file of lines `folder: Class`.
    /// - Throws: ``CommandError`` for a file of another form.
    public init(file path: String) throws {
        let text = try SettingsText.read(path, what: "the class map")
        let advice = "Write one line per class, 'folder: Class name', or 'folder: null' to drop it."
        let parsed: [String: Node]
        do {
            guard let mapping = try Yams.compose(yaml: text)?.mapping else {
                throw CommandError("the class map \(path) is no list of 'name: name' lines. \(advice)")
            }
            parsed = Dictionary(
                mapping.compactMap { key, value in key.string.map { ($0, value) } }, uniquingKeysWith: { $1 })
        } catch let error as YamlError {
            throw CommandError("the class map \(path) is no YAML: \(YAMLReason.text(error)). \(advice)")
        }
        var names: [String: String?] = [:]
        for (key, value) in parsed {
            if value.null != nil {
                names.updateValue(nil, forKey: key)
            } else if let name = value.string, !ClassName.isBlank(name) {
                names[key] = name
            } else {
                throw CommandError("the class map \(path) gives '\(key)' no name. \(advice)")
            }
        }
        self.names = names
    }

    /// The class that a folder's images get; `nil` when they are dropped.
    func className(forFolder folder: String) -> String? {
        guard let mapped = names[folder] else { return folder }
        return mapped
    }

    /// Folders that the mapping names.
    var folders: Set<String> { Set(names.keys) }
}

/// What a class can be called.
enum ClassName {
    /// Whether a text names nothing.
    static func isBlank(_ name: String) -> Bool {
        name.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty
    }
}
