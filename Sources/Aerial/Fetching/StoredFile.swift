internal import Imagery

/// Single files that may lie in an object store or on a web server.
public enum StoredFile {
    /// Where a file lies on this machine: it is fetched unless the same is here already. Other paths are what they are.
    /// - Throws: an error that says which address cannot be read, and why.
    public static func here(_ path: String, observer: any JourneyObserver = SilentObserver()) throws -> String
    {
        RemotePlace.isRemote(path) ? try FetchedFolder.file(path, observer: observer) : path
    }
}
