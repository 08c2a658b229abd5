/// Where this process stands among those that train one network together, and where they meet.
public struct RankPlace: Sendable, Equatable {
    /// Where the processes find each other.
    public enum Meeting: Sendable, Equatable {
        /// A file that all processes of one machine see; nothing listens to the outside.
        case file(String)
        /// Rank 0 listens here.
        case address(String, port: Int)
    }

    /// Counted from 0; rank 0 alone writes.
    public let rank: Int
    /// How many processes train together.
    public let size: Int
    /// The same for all of them.
    public let meeting: Meeting
    /// The network interface that ranks connect over; `nil` for that on the way to rank 0.
    public let interface: String?
    /// The CUDA device of this rank, counted from 0 on its machine.
    public let device: Int
    /// A rank that does not answer for so long counts as gone.
    public let timeoutSeconds: Double

    /// - Parameters:
    ///   - rank: counted from 0, below `size`.
    ///   - interface: what ranks connect over; `nil` for that on the way to rank 0.
    ///   - device: a CUDA device of this machine, counted from 0.
    public init(
        rank: Int, size: Int, meeting: Meeting, timeoutSeconds: Double, interface: String? = nil,
        device: Int = 0
    ) {
        self.rank = rank
        self.size = size
        self.meeting = meeting
        self.interface = interface
        self.device = device
        self.timeoutSeconds = timeoutSeconds
    }
}
