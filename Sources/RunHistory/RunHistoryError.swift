/// What is wrong with a run history, and what to do.
public enum RunHistoryError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case newerFormat(path: String)
    /// A database of something else, which is left as it is.
    case otherDatabase(path: String, tables: [String])
    case cannotWrite(path: String, reason: String)
    case cannotRead(path: String, reason: String)
    case noSuchRun(String, path: String)
    /// More than one run's name begins like this.
    case ambiguous(String, matches: [String])

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the run history \(path): \(reason). Name another file with --runs."
        case .newerFormat(let path):
            "the run history \(path) was written by a newer version of this program. Use that version, or name "
                + "another file with --runs."
        case .otherDatabase(let path, let tables):
            "\(path) is a database of something else (its tables: \(tables.prefix(3).joined(separator: ", "))"
                + "\(tables.count > 3 ? " and others" : "")), no run history, and stays as it is. Name another file with --runs."
        case .cannotWrite(let path, let reason):
            "cannot write to the run history \(path): \(reason). Check that its folder is writable and has room."
        case .cannotRead(let path, let reason):
            "cannot read the run history \(path): \(reason). Name another file with --runs."
        case .noSuchRun(let id, let path):
            "there is no run '\(id)' in \(path). 'aerial runs list' shows those there are."
        case .ambiguous(let prefix, let matches):
            "'\(prefix)' begins the names of \(matches.count) runs: \(matches.joined(separator: ", ")). Give more of it."
        }
    }
}
