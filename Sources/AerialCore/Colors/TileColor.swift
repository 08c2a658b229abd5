/// The mean colour of a tile's picture, each channel from 0 to 255.
public struct TileColor: Sendable, Equatable {
    /// 0 to 255.
    public let red: Double
    /// 0 to 255.
    public let green: Double
    /// 0 to 255.
    public let blue: Double

    /// Each channel from 0 to 255.
    public init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `nil` for a tile without imagery.
    public init?(of image: TileImage) {
        var sums = [0, 0, 0]
        var count = 0
        image.rgb.withUnsafeBufferPointer { bytes in
            for pixel in stride(from: 0, to: bytes.count, by: 3)
            where bytes[pixel] | bytes[pixel + 1] | bytes[pixel + 2] != 0 {
                for channel in 0..<3 { sums[channel] += Int(bytes[pixel + channel]) }
                count += 1
            }
        }
        guard count > 0 else { return nil }
        let means = sums.map { Double($0) / Double(count) }
        self.init(red: means[0], green: means[1], blue: means[2])
    }

    var channels: [Double] { [red, green, blue] }
}
