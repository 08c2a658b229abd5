public import AerialCore

/// An image file on its way to a decoder: its bytes, where they were read ahead so that no decoder waits for the disk or a
/// server.
public struct FetchedImage: Sendable {
    /// As the inputs name it.
    public let path: String
    /// `nil` for files that are read when they are decoded.
    let bytes: [UInt8]?
    /// How values of more than 8 bits are brought to 8; `nil` by the range of the picture's own.
    let tones: ToneRange?
    /// Why it cannot be read, where that is known already.
    let failure: ImageryError?

    init(path: String, bytes: [UInt8]?, tones: ToneRange?, failure: ImageryError? = nil) {
        self.path = path
        self.bytes = bytes
        self.tones = tones
        self.failure = failure
    }

    func plainPicture(longestSide: Int) -> StoredPixels? {
        if let bytes { return isPlain ? PlainPicture.read(bytes, longestSide: longestSide) : nil }
        return RemotePlace.isVirtual(path) ? nil : PlainPicture.read(path: path, longestSide: longestSide)
    }

    /// Larger files stay on the disk until their turn.
    private static let byteLimit = 1 << 20
    /// What is decoded out of memory.
    private static let endings = [".png", ".jpg", ".jpeg"]

    private static func isPlain(_ path: String) -> Bool {
        let name = path.lowercased()
        return endings.contains { name.hasSuffix($0) }
    }

    private var isPlain: Bool { Self.isPlain(path) }

    /// Reads the file unless it is large or GDAL will read it; a file that cannot be read is told of when it is decoded.
    /// - Parameter tones: as for ``ImageFile/read(path:side:tones:)``.
    public init(path: String, tones: ToneRange? = nil) {
        self.init(
            path: path,
            bytes: Self.isPlain(path) ? PlainPicture.contents(of: path, byteLimit: Self.byteLimit) : nil,
            tones: tones)
    }

    // MARK: - On servers

    /// Larger ones are read in parts, when they are decoded.
    private static let remoteByteLimit = 64 << 20

    /// - Throws: ``ImageryError/unreachable(path:reason:)`` where the server is gone; what is wrong with one file is told of
    ///   when it is decoded.
    private static func fetched(_ path: String, tones: ToneRange?) throws -> FetchedImage {
        do {
            let bytes = try RemoteBytes.contents(of: path, limit: remoteByteLimit)
            return FetchedImage(path: path, bytes: bytes, tones: tones)
        } catch let error as ImageryError where !error.endsAll {
            return FetchedImage(path: path, bytes: nil, tones: tones, failure: error)
        }
    }

    /// Gives the images at these paths one after the other. Of files on servers many requests are under way meanwhile, so that
    /// only the first of them is waited for.
    /// - Parameter tones: as for ``ImageFile/read(path:side:tones:)``.
    public static func reader(
        of paths: some RandomAccessCollection<String> & Sendable, tones: ToneRange?
    ) -> () throws -> FetchedImage? {
        guard let first = paths.first, RemotePlace.isRemote(first) else {
            var rest = paths.makeIterator()
            return { rest.next().map { FetchedImage(path: $0, tones: tones) } }
        }
        let stream = OrderedPipeline(workers: RemotePlace.requests).stream(
            makeSource: {
                var rest = paths.makeIterator()
                return { rest.next() }
            },
            makeWorker: { { try fetched($0, tones: tones) } })
        return { try stream.next() }
    }
}
