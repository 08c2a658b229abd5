internal import Networks

/// What keeps a model from running, or a job from being scored.
public enum ScoringError: Error, Equatable, CustomStringConvertible {
    case noQuantizedForm(path: String)
    /// The network does not say where in a tile it sees what.
    case noCells(path: String, backbone: String)
    case notAJob(path: String, reason: String)
    case otherJobVersion(path: String, found: Int, readable: Int)
    /// Answers are missing, wrong or there more than once.
    case notExactlyOnce(reason: String)

    public var description: String {
        switch self {
        case .noQuantizedForm(let path):
            "the model \(path) has no 8-bit form. Make one with 'aerial quantize \(path) DATASET'."
        case .noCells(let path, let backbone):
            "the model \(path) does not say where in a tile it sees what: its network, \(backbone), takes the tile as a whole. "
                + "For a finer map move the tile by less than its side: --stride METRES. For --detail train one of "
                + "\(Self.backbonesWithCells.joined(separator: ", "))."
        case .notAJob(let path, let reason):
            "cannot use the job file \(path): \(reason). Give the folder that the job was written to, as a whole."
        case .otherJobVersion(let path, let found, let readable):
            "the job file \(path) has the format version \(found), this worker reads 1 to \(readable). Use the worker "
                + "of the program that wrote the job ('aerial worker bundle' makes one)."
        case .notExactlyOnce(let reason):
            "the answers do not hold every item exactly once: \(reason). Nothing was written; run the job again."
        }
    }

    /// Names of the networks with a ``CellSource``.
    private static var backbonesWithCells: [String] {
        Backbone.allCases.filter { (try? $0.graph())?.cellSource(hasForest: false) != nil }.map(\.name)
    }
}
