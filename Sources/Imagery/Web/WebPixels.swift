internal import AerialCore

/// Pixels of a picture of the map, red, green, blue and opacity beside each other, row by row from the top.
public struct WebPixels: Sendable {
    /// Columns of pixels.
    public let width: Int
    /// Rows of pixels.
    public let height: Int
    /// `width * height * 4` of them.
    public internal(set) var rgba: [UInt8]

    init(_ frame: WebFrame) {
        self.init(width: frame.width, height: frame.height)
    }

    /// All clear.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        rgba = [UInt8](repeating: 0, count: width * height * 4)
    }

    /// Nothing is to be seen.
    public var isEmpty: Bool { !stride(from: 3, to: rgba.count, by: 4).contains { rgba[$0] > 0 } }

    /// The bytes of a PNG file.
    /// - Throws: ``ImageryError``.
    public func png() throws -> [UInt8] {
        try EncodedPicture(width: width, height: height, pixels: rgba, channelCount: 4)
            .encoded(driver: "PNG", options: ["ZLEVEL=1"])
    }
}
