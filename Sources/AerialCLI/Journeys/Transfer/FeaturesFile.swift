internal import AerialCore
internal import Classical
internal import Foundation
internal import Networks

/// Features and labels as safetensors, for scikit-learn and the like: `train.features` and `test.features` (images x
/// features), `train.labels` and `test.labels` (positions in the list of classes).
struct FeaturesFile {
    let sample: TransferSample

    func write(to path: String) throws {
        var tensors: [String: Tensor] = [:]
        for (side, images) in [("train", sample.trainingImages), ("test", sample.heldOutImages)] {
            let rows = sample.rows(of: images)
            let width = sample.training.featureCount
            tensors["\(side).features"] = Tensor(
                shape: [rows.count, width], values: rows.flatMap(\.features))
            tensors["\(side).labels"] = Tensor(shape: [rows.count], values: rows.map { Float($0.label) })
        }
        do {
            try NetworkWeights(tensors: tensors).safetensors()
                .write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError("cannot write \(path): \(error.fileReason).")
        }
    }
}
