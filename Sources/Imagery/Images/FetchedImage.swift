public import AerialCore

/// An image file on its way to a decoder: its bytes, where they were read ahead so that no decoder waits for the disk.
public struct FetchedImage: Sendable {
    /// As the inputs name it.
    public let path: String
    /// `nil` for files that are read when they are decoded.
    let bytes: [UInt8]?
    /// How values of more than 8 bits are brought to 8; `nil` by the range of the picture's own.
    let tones: ToneRange?

    init(path: String, bytes: [UInt8]?, tones: ToneRange?) {
        self.path = path
        self.bytes = bytes
        self.tones = tones
    }

    func plainPicture(longestSide: Int) -> StoredPixels? {
        bytes.map { PlainPicture.read($0, longestSide: longestSide) }
            ?? PlainPicture.read(path: path, longestSide: longestSide)
    }

    /// Larger files stay on the disk until their turn.
    private static let byteLimit = 1 << 20
    /// What is decoded out of memory.
    private static let endings = [".png", ".jpg", ".jpeg"]

    /// Reads the file unless it is large or GDAL will read it; a file that cannot be read is told of when it is decoded.
    /// - Parameter tones: as for ``ImageFile/read(path:side:tones:)``.
    public init(path: String, tones: ToneRange? = nil) {
        let name = path.lowercased()
        let isPlain = Self.endings.contains { name.hasSuffix($0) }
        self.init(
            path: path, bytes: isPlain ? PlainPicture.contents(of: path, byteLimit: Self.byteLimit) : nil,
            tones: tones)
    }
}
