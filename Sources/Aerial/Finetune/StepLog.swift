internal import AerialCore
internal import Foundation
internal import Training

/// `--step-log`: a row per step as it is taken, for plots and comparisons. A resumed training adds to the file; steps that it
/// takes again are there twice.
struct StepLog {
    private let file: FileHandle
    private let path: String
    private let start = ContinuousClock.now

    static let header = "epoch,step,learning_rate,loss,gradient_norm,seconds\n"

    init(path: String, appends: Bool) throws {
        self.path = path
        let manager = FileManager.default
        if !appends || !manager.fileExists(atPath: path) {
            guard manager.createFile(atPath: path, contents: Data(Self.header.utf8)) else {
                throw CommandError(
                    "--step-log: \(path) cannot be written. Name a file in a folder that is there.")
            }
        }
        guard let file = FileHandle(forWritingAtPath: path) else {
            throw CommandError("--step-log: \(path) cannot be written. Name a file of your own.")
        }
        try file.seekToEnd()
        self.file = file
    }

    func add(_ step: TrainingStep) throws {
        let seconds = (ContinuousClock.now - start).inSeconds
        let row =
            "\(step.position.epoch + 1),\(step.position.step),\(step.learningRate),\(step.loss),"
            + "\(step.gradientNorm),\(String(format: "%.3f", seconds))\n"
        do {
            try file.write(contentsOf: Data(row.utf8))
        } catch {
            throw CommandError.cannotWrite(path, error.fileReason)
        }
    }
}
