internal import AerialCore
internal import Imagery

/// Pictures of tiles with what lies around them.
protocol TilePictures {
    func picture(of tile: TileIndex, side: Int) throws -> TileImage
}

extension TileSurroundings: TilePictures {}
extension LabelSurroundings: TilePictures {}

/// What tells of the first date.
enum FirstDate {
    case imagery(Mosaic)
    case labels(LabelledDate)

    var name: String {
        switch self {
        case .imagery(let mosaic): mosaic.shortName
        case .labels(let date): FileName.of(date.path)
        }
    }

    func pictures() throws -> any TilePictures {
        switch self {
        case .imagery(let mosaic): try TileSurroundings(mosaic)
        case .labels(let date): date.pictures()
        }
    }
}

extension Mosaic {
    /// The first file's name, and how many more there are.
    var shortName: String { FileName.several(scenes.map(\.path)) }
}
