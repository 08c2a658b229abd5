internal import CGDAL

/// A file of GDAL's that lies in memory as long as this is held.
final class MemoryFile {
    /// As GDAL opens it.
    let name = "/vsimem/aerial-\(UInt64.random(in: 0...UInt64.max))"
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    init(_ contents: [UInt8]) {
        bytes = .allocate(capacity: contents.count)
        _ = bytes.initialize(from: contents)
        if let file = VSIFileFromMemBuffer(name, bytes.baseAddress, vsi_l_offset(bytes.count), 0) {
            VSIFCloseL(file)
        }
    }

    deinit {
        VSIUnlink(name)
        bytes.deallocate()
    }
}
