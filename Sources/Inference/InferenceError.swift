public import Networks

/// What went wrong while a network was compiled or run.
public enum InferenceError: Error, Equatable, CustomStringConvertible {
    /// The engine refused; `task` says what it was doing.
    case engine(task: String, reason: String)
    case wrongImageSize(expected: Int, width: Int, height: Int)
    case wrongBandCount(expected: Int, found: Int)
    case tooManyImages(count: Int, batchSize: Int)
    /// The network was compiled without this output.
    case noSuchOutput(NetworkOutput)

    public var description: String {
        switch self {
        case .engine(let task, let reason):
            "the inference engine failed to \(task): \(reason) 'aerial doctor' shows whether the engine is whole."
        case .wrongImageSize(let expected, let width, let height):
            "the network takes images of \(expected)x\(expected) pixels, this one has \(width)x\(height). "
                + "Resample it first."
        case .wrongBandCount(let expected, let found):
            "the network takes images of \(expected) bands, this one has \(found). Give images with the bands that the "
                + "network learned from."
        case .tooManyImages(let count, let batchSize):
            "\(count) images were given to a network compiled for \(batchSize) at a time. Give fewer or compile again."
        case .noSuchOutput(let output):
            "the network was compiled without the output '\(output.rawValue)'. Ask for it when the plan is made."
        }
    }
}
