internal import AerialCore
internal import Foundation

extension ModelBundle {
    /// Writes the model as a folder, which appears whole or not at all and takes the place of an earlier model.
    /// - Throws: ``ModelError``.
    public func write(to path: String) throws {
        let files = FileManager.default
        let target = URL(fileURLWithPath: path).standardizedFileURL
        try Self.checkReplaceable(target)
        let aside = target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).\(UUID().uuidString)")
        defer { try? files.removeItem(at: aside) }
        do {
            try files.createDirectory(at: aside, withIntermediateDirectories: true)
            try encodedDescription().write(to: aside.appendingPathComponent(Self.descriptionName))
            try weights.safetensors().write(to: aside.appendingPathComponent(Self.weightsName))
            try Data(card.utf8).write(to: aside.appendingPathComponent(Self.cardName))
            if let forest {
                try ForestFile.encode(forest).write(to: aside.appendingPathComponent(Self.forestName))
            }
            if let familiarity {
                try familiarity.encoded().write(to: aside.appendingPathComponent(Familiarity.fileName))
            }
            if let quantization {
                try QuantizationFile.encode(quantization)
                    .write(to: aside.appendingPathComponent(Self.quantizationName))
            }
            try Self.exchange(aside, with: target)
        } catch {
            throw ModelError.cannotWrite(path: path, reason: error.fileReason)
        }
    }

    /// The description as JSON, its keys sorted: the same model gives the same bytes.
    func encodedDescription() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(description) + Data("\n".utf8)
    }

    /// Only a model or an empty folder is replaced.
    private static func checkReplaceable(_ target: URL) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: target.path) else { return }
        let content = try? files.contentsOfDirectory(atPath: target.path)
        guard let content, content.isEmpty || content.contains(descriptionName) else {
            throw ModelError.wouldOverwrite(path: target.path)
        }
    }

    /// Puts `source` in the place of `target`. What stood there moves aside first and comes back if that fails.
    private static func exchange(_ source: URL, with target: URL) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: target.path) else { return try files.moveItem(at: source, to: target) }
        let old = source.appendingPathExtension("old")
        try files.moveItem(at: target, to: old)
        do {
            try files.moveItem(at: source, to: target)
        } catch {
            try? files.moveItem(at: old, to: target)
            throw error
        }
        try? files.removeItem(at: old)
    }
}
