internal import AerialCore
internal import Classical
internal import Foundation
internal import Imagery
internal import Networks

/// The features that a classifier was trained on and judged by, as safetensors, for scikit-learn and the like:
/// `train.features` (every view of the training images x features), `test.features` (held-out images x features),
/// `train.labels` and `test.labels` (positions in the list of classes).
struct FeaturesFile {
    let sample: TransferSample

    /// Known by the names of its tensors, which stand first.
    static let kind = OutputKind(streams: false) { path in
        let head = FileHead.text(path)
        return head.contains("\"train.features\"") && head.contains("\"test.labels\"")
    }

    func write(to path: String) throws {
        let training = sample.training
        let heldOut = sample.rows(of: sample.heldOutImages)
        let tensors = [
            "train.features": Tensor(
                shape: [training.count, training.featureCount], values: training.values),
            "train.labels": Tensor(shape: [training.count], values: training.labels.map(Float.init)),
            "test.features": Tensor(
                shape: [heldOut.count, training.featureCount], values: heldOut.flatMap(\.features)),
            "test.labels": Tensor(shape: [heldOut.count], values: heldOut.map { Float($0.label) }),
        ]
        do {
            try OutputFile.write(Array(NetworkWeights(tensors: tensors).safetensors()), to: path)
        } catch {
            throw CommandError("cannot write \(path): \(error.fileReason).")
        }
    }
}
