internal import AerialCore
internal import Foundation

extension ModelBundle {
    /// Writes the model as a folder, which appears whole or not at all and takes the place of an earlier model.
    /// - Parameter keepsOtherFiles: what else lies in the earlier model's folder, its training's history say, stays.
    /// - Throws: ``ModelError``.
    public func write(to path: String, keepsOtherFiles: Bool = false) throws {
        let target = URL(fileURLWithPath: path).standardizedFileURL
        try Self.checkReplaceable(target)
        do {
            let staged = try StagedFolder(for: target.path)
            if keepsOtherFiles { try Self.copyOthers(from: target.path, to: staged.path) }
            try writeFiles(to: URL(fileURLWithPath: staged.path))
            try staged.commit()
        } catch {
            throw ModelError.cannotWrite(path: path, reason: error.fileReason)
        }
    }

    private func writeFiles(to folder: URL) throws {
        try encodedDescription().write(to: folder.appendingPathComponent(Self.descriptionName))
        try NetworkFile(graph, name: description.backbone, normalization: description.normalization).encoded()
            .write(to: folder.appendingPathComponent(NetworkFile.fileName))
        if let network = graph.onnxNetwork {
            try network.contents.write(to: folder.appendingPathComponent(NetworkFile.onnxName))
        }
        try weights.safetensors().write(to: folder.appendingPathComponent(Self.weightsName))
        try Data(card.utf8).write(to: folder.appendingPathComponent(Self.cardName))
        if let forest {
            try ForestFile.encode(forest).write(to: folder.appendingPathComponent(Self.forestName))
        }
        if let familiarity {
            try familiarity.encoded().write(to: folder.appendingPathComponent(Familiarity.fileName))
        }
        if let judgements {
            try judgements.encoded().write(to: folder.appendingPathComponent(TrainingJudgements.fileName))
        }
        if let learned {
            try learned.encoded().write(to: folder.appendingPathComponent(LearnedImages.fileName))
        }
        if let quantization {
            try QuantizationFile.encode(quantization)
                .write(to: folder.appendingPathComponent(Self.quantizationName))
        }
    }

    private static func copyOthers(from folder: String, to staged: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where !bundleFileNames.contains(name) {
            try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(staged)/\(name)")
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
}
