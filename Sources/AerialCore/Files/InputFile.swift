internal import Foundation

/// What a file is that is about to be read.
public enum InputFile {
    /// True for what would be waited for without end, whatever its name. False too where nothing is there.
    public static func isPipeOrDevice(_ path: String) -> Bool {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(facts.st_mode & S_IFMT)
    }
}
