public import AerialCore
internal import Foundation
internal import Imagery
internal import Yams

/// A legend by name or from a YAML file.
///
/// ```yaml
/// name: my-legend
/// classes:
///   - name: Built
///     codes: [21, 22, 23, 24]
///     color: "#E23B2E"
/// ```
public enum LegendFile {
    /// - Parameter argument: the name of a built-in legend, or the path of a YAML file.
    /// - Throws: ``CommandError`` for what is neither, and for a file that is no legend.
    public static func legend(_ argument: String) throws -> Legend {
        if let known = Legend.builtIn.first(where: { $0.name == argument }) { return known }
        guard RemotePlace.isRemote(argument) || FileManager.default.fileExists(atPath: argument) else {
            throw CommandError(
                "there is no legend '\(argument)', neither a file nor one of \(Legend.builtIn.map(\.name).joined(separator: ", "))."
            )
        }
        return try legend(yaml: try SettingsText.read(argument, what: "the legend"), path: argument)
    }

    private struct File: Decodable {
        struct Class: Decodable {
            let name: String
            let codes: [Int]?
            let color: String?
        }
        let name: String?
        let classes: [Class]
    }

    private static func legend(yaml: String, path: String) throws -> Legend {
        let file: File
        do {
            file = try YAMLDecoder().decode(File.self, from: yaml)
        } catch {
            throw CommandError(
                "\(path) is no legend file: it needs 'classes:', a list with 'name:', 'codes: [..]' and "
                    + "'color: \"#RRGGBB\"' each. (\(reason(error)))")
        }
        let root = (try? Yams.compose(yaml: yaml))?.mapping ?? Node.Mapping([])
        if let stray = strayKey(in: root) {
            throw CommandError(
                "the legend \(path) has '\(stray.key):' \(stray.place), where only \(stray.known.joined(separator: ", ")) may "
                    + "stand. Correct the name, or remove the line.")
        }
        try checkClasses(in: root, path: path)
        let name = file.name ?? ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        do {
            let defaults = try Legend.named(name, classNames: file.classes.map(\.name)).classes
            let classes = try zip(file.classes, defaults).map { entry, fallback in
                LandUseClass(
                    name: entry.name, codes: entry.codes ?? fallback.codes,
                    color: try color(entry.color, of: entry.name, path: path) ?? fallback.color)
            }
            return try Legend(name: name, classes: classes)
        } catch let error as LegendError {
            throw CommandError("\(path): \(error)")
        }
    }

    /// A name that is none of a legend's: a misspelt `codes` would give a class the codes that it has by default.
    private static func strayKey(in root: Node.Mapping) -> (key: String, place: String, known: [String])? {
        func first(_ mapping: Node.Mapping, _ place: String, _ known: [String]) -> (String, String, [String])?
        {
            mapping.keys.compactMap(\.string).first { !known.contains($0) }.map { ($0, place, known) }
        }
        let classes = root["classes"]?.sequence.map(Array.init) ?? []
        return first(root, "beside 'classes:'", ["name", "classes"])
            ?? classes.lazy.compactMap(\.mapping).compactMap {
                first($0, "in the class '\($0["name"]?.string ?? "")'", ["name", "codes", "color"])
            }.first
    }

    /// A class without a name, what is written as nothing, most of all a colour without quotes, which is a comment in YAML, and codes
    /// that YAML reads otherwise than people.
    private static func checkClasses(in root: Node.Mapping, path: String) throws {
        for (position, node) in (root["classes"]?.sequence.map(Array.init) ?? []).enumerated() {
            let name = node.mapping?["name"]?.string ?? ""
            guard !ClassName.isBlank(name) else {
                throw CommandError(
                    "\(path): class \(position + 1) of the legend has an empty name. Give it one.")
            }
            if node.mapping?["color"]?.null != nil {
                throw CommandError(
                    "\(path): the class '\(name)' has nothing behind 'color:'. Put the colour in quotes, for example color: \"#1F77B4\"; "
                        + "what follows a # without them is a comment. Or remove the line.")
            }
            if node.mapping?["codes"]?.null != nil {
                throw CommandError(
                    "\(path): the class '\(name)' has nothing behind 'codes:'. Write its codes in brackets, for example codes: [21, 22], "
                        + "[] for none, or remove the line.")
            }
            for code in node.mapping?["codes"]?.sequence.map(Array.init) ?? [] {
                try check(code: code.string ?? "", of: name, path: path)
            }
        }
    }

    /// YAML reads 010 as 8, as C does, and 1:30 as 90.
    private static func check(code: String, of className: String, path: String) throws {
        let digits = code.hasPrefix("-") || code.hasPrefix("+") ? code.dropFirst() : code[...]
        let isPlain =
            digits.allSatisfy { ("0"..."9").contains($0) } && (digits == "0" || !digits.hasPrefix("0"))
        guard !isPlain else { return }
        throw CommandError(
            "\(path): the class '\(className)' has the code \(code), which YAML does not read as the number that it looks like. Write "
                + "codes as plain whole numbers, without zeros before them, for example codes: [10].")
    }

    private static func color(_ text: String?, of className: String, path: String) throws -> LegendColor? {
        guard let text else { return nil }
        guard let color = LegendColor(hexadecimal: text) else {
            throw CommandError(
                "\(path): '\(text)', the colour of '\(className)', is not of the form \"#RRGGBB\".")
        }
        return color
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? "it is no list of 'key: value' lines"
                : "at '\(context.codingPath.map(\.stringValue).joined(separator: "."))' stands something else"
        default: YAMLReason.text(error)
        }
    }
}
