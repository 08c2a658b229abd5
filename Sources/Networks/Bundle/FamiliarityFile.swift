internal import Foundation

extension Familiarity {
    static let fileName = "familiarity.safetensors"
    private static let referencesName = "references"
    private static let reachName = "reach"

    func encoded() throws -> Data {
        try NetworkWeights(tensors: [
            Self.referencesName: Tensor(shape: [referenceCount, featureCount], values: references),
            Self.reachName: Tensor(shape: [1], values: [reach]),
        ]).safetensors()
    }

    /// - Returns: `nil` where the folder holds none, as those of older versions.
    /// - Throws: ``WeightsError``; ``ModelError/wrongWeights(path:reason:)``.
    static func read(from folder: String, featureCount: Int) throws -> Familiarity? {
        let path = "\(folder)/\(fileName)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let file = try WeightsFile.read(from: path)
        guard let references = file[referencesName], let reach = file[reachName]?.values.first,
            references.shape.count == 2, references.shape[0] > 0, references.shape[0] <= 100_000,
            references.shape[1] == featureCount, reach.isFinite, reach > 0,
            references.values.allSatisfy(\.isFinite)
        else {
            throw ModelError.wrongWeights(
                path: folder, reason: "\(fileName) does not hold tiles of \(featureCount) features.")
        }
        return Familiarity(references: references.values, featureCount: featureCount, reach: reach)
    }
}
