package import AerialCore
internal import Foundation
internal import Glibc
internal import Imagery
internal import Yams

/// A list of areas as a user writes it, in YAML.
///
/// ```yaml
/// labels: nlcd_2016.tif            # of areas that name none
/// areas:
///   - name: berkshire
///     imagery: berkshire/*.tif     # a file, a pattern, or a list of them
///     outline: berkshire.gpkg
///     date: 2016-07-12
///   - name: skagit
///     imagery: [skagit/a.tif, /vsicurl/https://example.org/b.tif]
///     labels: fields.gpkg
///     class-field: crop
///     side: test
/// ```
/// Paths are taken from the folder of the file.
package struct AreasFile: Sendable {
    /// An area of the list, its patterns resolved.
    package struct Entry: Sendable {
        package let name: String
        package let imagery: [String]
        package let labels: String
        package var labelsLayer: String?
        package var classField: String?
        package var rule: LabelRule?
        package var outline: String?
        package var date: String?
        package var side: DatasetSide?
    }

    package let path: String
    package let entries: [Entry]

    private static let areaKeys = [
        "name", "imagery", "labels", "labels-layer", "class-field", "rule", "outline", "date", "side",
    ]
    private static let advice =
        "It needs 'areas:', a list with 'name:', 'imagery:' and 'labels:' each, and, where wanted, 'outline:', 'date:', "
        + "'side: train' or 'side: test'."

    /// - Throws: ``CommandError`` that says which area, which file and what to do.
    package init(path: String) throws {
        self.path = path
        let text = try SettingsText.read(path, what: "the list of areas")
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            throw CommandError("\(path) is no YAML: \(YAMLReason.text(error)). \(Self.advice)")
        }
        guard let root = root?.mapping, let list = root["areas"]?.sequence, !list.isEmpty else {
            throw CommandError("\(path) is no list of areas. \(Self.advice)")
        }
        let unknown = root.keys.compactMap(\.string).filter { !["areas", "labels"].contains($0) }
        guard unknown.isEmpty else {
            throw CommandError(
                "\(path) has '\(unknown[0]):' beside 'areas:', where only 'labels:' may stand. \(Self.advice)"
            )
        }
        let labels = root["labels"]?.string
        entries = try list.enumerated().map { position, node in
            try AreaReading(file: path, position: position + 1, node: node).entry(labels: labels)
        }
        do { try PrepareArea.check(names: entries.map(\.name)) } catch {
            throw CommandError("\(path): \(error)")
        }
    }

    /// One area of the list.
    private struct AreaReading {
        let file: String
        let position: Int
        let node: Node

        func entry(labels common: String?) throws -> Entry {
            guard let mapping = node.mapping else { throw failure("is no list of 'key: value' lines") }
            if let unknown = mapping.keys.compactMap(\.string).first(where: { !areaKeys.contains($0) }) {
                throw failure("has '\(unknown):', which is none of \(areaKeys.joined(separator: ", "))")
            }
            guard try text("name") != nil else { throw failure("has no name") }
            guard let labels = try text("labels") ?? common else { throw failure("has no 'labels:'") }
            let patterns = try texts("imagery")
            guard !patterns.isEmpty else { throw failure("has no 'imagery:'") }
            return Entry(
                name: name, imagery: try patterns.flatMap(scenes), labels: try existing(labels, "labels"),
                labelsLayer: try text("labels-layer"), classField: try text("class-field"),
                rule: try rule(), outline: try text("outline").map { try existing($0, "outline") },
                date: try date(), side: try side())
        }

        private var name: String { node.mapping?["name"]?.string ?? "" }

        private func failure(_ text: String) -> CommandError { failure(text, AreasFile.advice) }

        private func failure(_ text: String, _ advice: String) -> CommandError {
            let area = name.isEmpty ? "area \(position)" : "area '\(name)'"
            return CommandError("\(file): \(area) \(text). \(advice)")
        }

        private static let pathAdvice = "Paths are taken from the folder of the list."

        private func text(_ key: String) throws -> String? {
            guard let value = node.mapping?[key], value.null == nil else { return nil }
            guard let text = value.scalar?.string, !text.isEmpty else {
                throw failure("has no single text under '\(key):'")
            }
            return text
        }

        private func texts(_ key: String) throws -> [String] {
            guard let list = node.mapping?[key]?.sequence else { return try text(key).map { [$0] } ?? [] }
            return try list.map { item in
                guard let text = item.scalar?.string, !text.isEmpty else {
                    throw failure("has something other than file names under '\(key):'")
                }
                return text
            }
        }

        private func rule() throws -> LabelRule? {
            try text("rule").map { text in
                guard let rule = LabelRule(text) else {
                    throw failure(
                        "has 'rule: \(text)', which is not nine-points, purity:P (P above 0.5, at most 1) or points"
                    )
                }
                return rule
            }
        }

        private func side() throws -> DatasetSide? {
            try text("side").map { text in
                guard let side = DatasetSide(rawValue: text) else {
                    throw failure("has 'side: \(text)', which is neither train nor test")
                }
                return side
            }
        }

        private func date() throws -> String? {
            try text("date").map { text in
                guard CalendarDay.isTime(text) else {
                    throw failure(
                        "has 'date: \(text)', which is no day, month or year. Write 2016-07-12, 2016-07 or 2016"
                    )
                }
                return text
            }
        }

        private func resolved(_ path: String) -> String {
            guard !RemotePlace.isVirtual(path), !path.hasPrefix("/") else { return path }
            let folder = (file as NSString).deletingLastPathComponent
            return folder.isEmpty ? path : "\(folder)/\(path)"
        }

        private func existing(_ path: String, _ key: String) throws -> String {
            let resolved = resolved(path)
            guard RemotePlace.isVirtual(path) || FileManager.default.fileExists(atPath: resolved) else {
                throw failure(
                    "names \(path) under '\(key):', and there is no \(resolved)",
                    Self.pathAdvice)
            }
            return resolved
        }

        /// The files of a pattern, sorted; a file of a catalogue's items as it is named.
        private func scenes(_ pattern: String) throws -> [String] {
            if let items = CatalogScenes.itemsFile(pattern) {
                return [CatalogScenes.named(try existing(items, "imagery"))]
            }
            let resolved = resolved(pattern)
            let isPattern = !RemotePlace.isVirtual(pattern) && pattern.contains { "*?[".contains($0) }
            guard isPattern, !FileManager.default.fileExists(atPath: resolved) else {
                return [try existing(pattern, "imagery")]
            }
            var found = glob_t()
            defer { globfree(&found) }
            guard glob(resolved, 0, nil, &found) == 0 else {
                throw failure(
                    "names \(pattern) under 'imagery:', and no file is called like \(resolved)",
                    Self.pathAdvice)
            }
            return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
        }
    }
}
