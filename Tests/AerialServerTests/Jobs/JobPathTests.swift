import AerialCore
import Foundation
import HTTPTypes
import Imagery
import Testing

@testable import AerialServer

final class JobPathTests {
    private let folder: String

    init() throws {
        let path = NSTemporaryDirectory() + "aerial-fault-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        folder = try #require(ServedPath.real(path))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test(arguments: [" ", "x", "森"])
    func aVirtualRasterInWordsIsNoPath(before: String) {
        let words =
            before
            + "<VRTDataset rasterXSize=\"9\" rasterYSize=\"9\"><VRTRasterBand dataType=\"Byte\" band=\"1\">"
            + "<SimpleSource><SourceFilename>/etc/secret.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
        #expect(!JobPath.isAllowed(words, folders: [folder]))
    }

    /// A slash with a mark on it is no slash to Swift, and one to the system.
    @Test(arguments: ["/\u{301}x", "/\u{200D}x"])
    func aSlashIsASlashToTheSystem(value: String) { #expect(!JobPath.isAllowed(value, folders: [folder])) }
}
