internal import Synchronization

/// Pictures that were drawn, up to a number of bytes; those unused for longest go first.
final class PictureCache: Sendable {
    private struct State {
        var entries: [String: (bytes: [UInt8], lastUse: Int)] = [:]
        var size = 0
        var clock = 0
    }

    private let state = Mutex(State())
    private let mostBytes: Int
    /// Pictures of nothing take no bytes.
    static let mostPictures = 20_000

    init(mostBytes: Int) {
        self.mostBytes = mostBytes
    }

    /// Bytes that are kept now.
    var size: Int { state.withLock { $0.size } }

    /// - Parameter key: names the layer, its file's state and the frame.
    subscript(key: String) -> [UInt8]? {
        get {
            state.withLock { state in
                guard let bytes = state.entries[key]?.bytes else { return nil }
                state.clock += 1
                state.entries[key]?.lastUse = state.clock
                return bytes
            }
        }
        set {
            guard let newValue, newValue.count <= mostBytes / 8 else { return }
            state.withLock { state in
                state.clock += 1
                state.size += newValue.count - (state.entries[key]?.bytes.count ?? 0)
                state.entries[key] = (newValue, state.clock)
                if state.size > mostBytes || state.entries.count > Self.mostPictures {
                    Self.shrink(&state, to: mostBytes / 4 * 3)
                }
            }
        }
    }

    /// A quarter at once, so that not every new picture looks for the oldest.
    private static func shrink(_ state: inout State, to size: Int) {
        for (key, entry) in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            guard state.size > size || state.entries.count > mostPictures / 4 * 3 else { return }
            state.entries[key] = nil
            state.size -= entry.bytes.count
        }
    }
}
