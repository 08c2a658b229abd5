internal import AerialCore
internal import CGDAL
internal import Foundation

/// PNG files in memory.
enum PNGEncoder {
    /// - Parameter rgb: `height * width * 3` bytes, red first.
    static func data(
        rgb: [UInt8], width: Int, height: Int, _ failure: (String) -> ImageryError
    ) throws -> Data {
        let bands = (0..<3).map { channel in
            stride(from: channel, to: rgb.count, by: 3).map { rgb[$0] }
        }
        let raster = try RasterFile.inMemory(width: width, height: height, bands: bands, failure)
        let name = "/vsimem/\(UUID().uuidString).png"
        defer { VSIUnlink(name) }
        try raster.copy(to: name, driver: "PNG", options: ["SOFTWARE=\(AerialVersion.programName)"], failure)
        var length: vsi_l_offset = 0
        guard let bytes = VSIGetMemFileBuffer(name, &length, 0) else { throw failure("no PNG was made") }
        return Data(bytes: bytes, count: Int(length))
    }
}
