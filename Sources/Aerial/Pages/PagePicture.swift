internal import AerialCore
internal import Imagery
internal import Reporting

extension ReportPicture {
    /// Pages hold many: a little less than what the eye tells from the original.
    private static let quality = 80

    /// - Returns: `nil` for pixels that cannot be shown.
    static func jpeg(of image: TileImage) -> ReportPicture? {
        (try? JPEGFile.data(image, quality: quality)).map { .jpeg($0) }
    }

    /// An image of a dataset, brought to a square.
    /// - Parameters:
    ///   - side: in pixels.
    ///   - bands: of the image.
    ///   - tones: how pictures of more than 8 bits are brought to 8.
    /// - Returns: `nil` for a file that cannot be read.
    static func ofImage(at path: String, side: Int, bands: [String], tones: ToneRange?) -> ReportPicture? {
        (try? ImageFile.read(path: path, side: side, bands: bands, tones: tones)).flatMap(jpeg)
    }
}
