package import CTorchInterface
internal import Foundation

/// libtorch, loaded when first needed: it brings 300 shared libraries and half a second of start-up that commands
/// which do not train should not pay.
public struct TorchLibrary: Sendable {
    /// libtorch's version, `1.13.1` say.
    public let version: String
    /// Where the library was found.
    public let path: String

    private static let fileName = "libAerialTorch.so"

    /// Loads the library from beside the program, or from `lib/aerial` of an installed tree.
    /// - Throws: ``TorchError/missing(reason:)`` when it is not there or does not load.
    public static func load() throws -> TorchLibrary { try loaded.get() }

    private static let loaded = Result { try TorchLibrary() }

    private let address: UInt

    /// The library's functions; they live as long as the process.
    package var functions: aerial_torch_functions {
        // Checked not to be null when loaded.
        UnsafePointer<aerial_torch_functions>(bitPattern: address)!.pointee
    }

    private init() throws {
        let candidates = Self.candidates()
        guard let path = candidates.first(where: FileManager.default.isReadableFile(atPath:)) else {
            throw TorchError.missing(
                reason: "\(Self.fileName) is in none of \(candidates.joined(separator: ", "))")
        }
        // Its notes on layouts are for those who build networks, not for those who train one.
        setenv("GLOG_minloglevel", "2", 0)
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw TorchError.missing(reason: String(cString: dlerror()))
        }
        guard let symbol = dlsym(handle, AERIAL_TORCH_SYMBOL),
            let functions = unsafeBitCast(symbol, to: aerial_torch_entry.self)()
        else { throw TorchError.missing(reason: "\(path) is not Aerial's libtorch library") }
        guard functions.pointee.interface_version == AERIAL_TORCH_INTERFACE_VERSION else {
            throw TorchError.missing(reason: "\(path) belongs to another version of Aerial")
        }
        self.path = path
        version = String(cString: functions.pointee.torch_version)
        address = UInt(bitPattern: functions)
    }

    private static func candidates() -> [String] {
        let folders: [String] = {
            if let folder = ProcessInfo.processInfo.environment["AERIAL_LIBRARIES"] { return [folder] }
            let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
            let folder = (program as NSString).deletingLastPathComponent
            return [
                folder,
                ((folder as NSString).deletingLastPathComponent as NSString).appendingPathComponent(
                    "lib/aerial"),
            ]
        }()
        return folders.map { ($0 as NSString).appendingPathComponent(fileName) }
    }

    /// The processor whose kernels OpenBLAS computes with, `SkylakeX` say; `nil` where another library does the linear algebra.
    ///
    /// On a processor that is newer than itself OpenBLAS would take its slowest; see `kernels.c`.
    public static var linearAlgebraKernels: String? {
        aerial_linear_algebra_kernels().map { String(cString: $0) }
    }

    /// How many threads libtorch's own kernels use, and OpenBLAS's under them.
    public func setThreads(_ count: Int) throws {
        try call { functions.set_threads(Int32(count), $0) }
        aerial_linear_algebra_use_threads(Int32(count))
    }

    /// True when this libtorch can compute on a CUDA device that is there.
    public var hasCUDA: Bool { functions.has_cuda() != 0 }

    /// Runs one of the functions that report failure by -1 and a message.
    package func call(_ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32) throws {
        var message: UnsafeMutablePointer<CChar>?
        guard body(&message) != 0 else { return }
        defer { if let message { functions.release_message(message) } }
        throw TorchError.failed(reason: message.map { String(cString: $0) } ?? "no reason was given")
    }
}
