internal import AerialCore
internal import CPictures
internal import Glibc

/// Pictures without peculiarities, decoded past GDAL: the same pixels in a fraction of the time.
enum PlainPicture {
    /// A file's picture, `nil` as below.
    static func read(path: String, longestSide: Int) -> StoredPixels? {
        contents(of: path).flatMap { read($0, longestSide: longestSide) }
    }

    /// The picture as it is stored, `nil` where GDAL must see to it: other formats, palettes, transparency, 16 bits,
    /// damage, or a size that GDAL would read from an overview of its own.
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - longestSide: in pixels, of a JPEG; of a PNG GDAL makes no overviews.
    static func read(_ bytes: [UInt8], longestSide: Int) -> StoredPixels? {
        let longestSide = bytes.first == firstByteOfPNG ? max(longestSide, longestPNG) : longestSide
        return bytes.withUnsafeBufferPointer { bytes in
            var width: Int32 = 0
            var height: Int32 = 0
            guard apc_size(bytes.baseAddress, bytes.count, &width, &height) != 0,
                max(width, height) <= longestSide
            else { return nil }
            let window = PixelWindow(column: 0, row: 0, width: Int(width), height: Int(height))
            var isGood = false
            let rgb = [UInt8](unsafeUninitializedCapacity: window.pixelCount * 3) { pixels, count in
                isGood = apc_decode(bytes.baseAddress, bytes.count, pixels.baseAddress, width, height) != 0
                count = isGood ? window.pixelCount * 3 : 0
            }
            return isGood
                ? StoredPixels(window: window, samples: rgb, bandCount: 3, mask: nil, nodata: nil) : nil
        }
    }

    private static let firstByteOfPNG: UInt8 = 0x89
    /// Larger ones are no tiles to be decoded in one piece.
    private static let longestPNG = 2048

    /// Pictures of more bytes than this are no tiles.
    static let byteLimit = 64 << 20

    /// `nil` for what is no plain file, is empty or larger than the limit.
    static func contents(of path: String, byteLimit: Int = byteLimit) -> [UInt8]? {
        // A pipe would be waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            (1...byteLimit).contains(Int(status.st_size))
        else { return nil }
        let size = Int(status.st_size)
        var read = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while read < size {
                let piece = Glibc.read(descriptor, buffer.baseAddress! + read, size - read)
                if piece <= 0 { break }
                read += piece
            }
            count = read
        }
        return bytes.count == size ? bytes : nil
    }
}
