internal import AerialCore
internal import Foundation
internal import Imagery
internal import Scoring

/// What a row asks for, on its way to the network. What is seen from several sides is as many items.
struct WorkItem: Sendable {
    enum Content {
        /// A row that cannot be answered, with the reason.
        case defect(String)
        case tile(TurnedRead)
        case view(SharedPicture, turn: Int)
    }

    let ordinal: Int?
    let content: Content
    /// No further item belongs to the row.
    var isLast = true

    /// The network will see it, as far as one knows.
    var isImage: Bool {
        switch content {
        case .defect: false
        case .tile(let turned): turned.read.isImage
        case .view: true
        }
    }

    /// - Parameters:
    ///   - shape: of the network's input.
    ///   - tones: how the model's pictures are brought to 8 bits.
    func decoded(as shape: TileSpec, tones: ToneRange?) -> DecodedItem {
        switch content {
        case .defect(let reason): .rejected(reason)
        case .tile(let turned): turned.decoded
        case .view(let picture, let turn): picture.decoded(as: shape, turn: turn, tones: tones)
        }
    }
}

/// An image that is decoded once for all of its views.
///
/// `@unchecked Sendable`: `lock` is held whenever the views are touched.
final class SharedPicture: @unchecked Sendable {
    private let path: String
    private let lock = NSLock()
    private var views: [DecodedItem] = []

    init(path: String) {
        self.path = path
    }

    func decoded(as shape: TileSpec, turn: Int, tones: ToneRange?) -> DecodedItem {
        lock.withLock {
            if views.isEmpty {
                Lifeline.note(path)
                views.append(ImageInference.decode(path, as: shape, tones: tones))
            }
            while views.count <= turn {
                if case .image(let image) = views[views.count - 1] {
                    views.append(.image(image.turnedRight()))
                } else {
                    views.append(views[0])
                }
            }
            return views[turn]
        }
    }
}
