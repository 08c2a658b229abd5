internal import CTorchInterface
internal import TorchRuntime

/// The processes that train one network together: by NCCL on CUDA devices, by Gloo elsewhere. All ranks call its
/// functions alike, in the same order.
public final class ProcessGroup {
    /// Where this process stands in the group.
    public let place: RankPlace
    let handle: OpaquePointer
    private let torch: TorchLibrary

    /// Waits for all ranks, at most the place's timeout.
    /// - Throws: ``TorchError``; a failure names the ranks that are missing.
    public init(_ place: RankPlace) throws {
        let torch = try TorchLibrary.load()
        var options = aerial_group_options()
        options.rank = Int64(place.rank)
        options.size = Int64(place.size)
        options.timeout_seconds = place.timeoutSeconds
        options.use_cuda = torch.hasCUDA ? 1 : 0
        options.cuda_device = Int32(place.device)
        handle = try Self.withOptionalCString(place.interface) { interface in
            options.interface = interface
            return try Self.join(&options, meeting: place.meeting, torch: torch)
        }
        self.place = place
        self.torch = torch
    }

    deinit { torch.functions.training.leave_group(handle) }

    private static func withOptionalCString<Result>(
        _ text: String?, _ body: (UnsafePointer<CChar>?) throws -> Result
    ) rethrows -> Result {
        guard let text else { return try body(nil) }
        return try text.withCString { try body($0) }
    }

    private static func join(
        _ options: inout aerial_group_options, meeting: RankPlace.Meeting, torch: TorchLibrary
    ) throws -> OpaquePointer {
        var handle: OpaquePointer?
        switch meeting {
        case .file(let path):
            try path.withCString { path in
                options.store_file = path
                try torch.call { torch.functions.training.join_group(&options, &handle, $0) }
            }
        case .address(let address, let port):
            options.port = Int32(port)
            try address.withCString { address in
                options.address = address
                try torch.call { torch.functions.training.join_group(&options, &handle, $0) }
            }
        }
        guard let handle else { throw TorchError.failed(reason: "no process group was made") }
        return handle
    }

    /// Each value becomes its sum over all ranks.
    public func sum(_ values: inout [Double]) throws {
        guard !values.isEmpty else { return }
        try torch.call {
            torch.functions.training.sum_over_group(handle, &values, Int64(values.count), $0)
        }
    }
}
