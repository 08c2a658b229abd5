/// A file of an object store as its listing tells it.
package struct StoredObject: Codable, Hashable, Sendable {
    /// Below the folder that was listed, with slashes.
    package let name: String
    package let bytes: Int
    /// Another one when its content is another: the store's checksum of it, else the time of its last change.
    package let version: String

    package init(name: String, bytes: Int, version: String) {
        self.name = name
        self.bytes = bytes
        self.version = version
    }
}
