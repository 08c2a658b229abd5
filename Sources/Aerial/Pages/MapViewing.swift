internal import AerialCore
internal import Imagery
internal import Reporting

/// Makes what a page needs of class maps on one grid, to be looked into.
struct MapViewing {
    let grid: TileGrid

    /// - Parameters:
    ///   - shares: in per cent, of each tile.
    ///   - text: what stands behind a share's number.
    ///   - foreign: tiles that are unlike anything that the model learned from.
    func layer(
        _ map: ClassMap, name: String, shares: [UInt8?]? = nil, text: String = "% probable",
        foreign: Set<TileIndex> = []
    ) throws -> MapView.Layer {
        let cells = try MapCells(map, shares: shares, foreign: foreign)
        return MapView.Layer(
            name: name, picture: .png(cells.picture), values: .png(cells.values), legend: map.legend,
            share: text, foreign: cells.foreign)
    }

    func view(
        _ layers: [MapView.Layer], imagery: [MapView.Imagery], caption: String
    ) throws -> MapView {
        let shape = MapCells.Shape(columns: grid.columns, rows: grid.rows)
        return MapView(
            columns: shape.columns, rows: shape.rows, tilesPerCell: shape.tilesPerCell,
            tileMeters: grid.tileSideMeters, northDegrees: try grid.trueNorth(), layers: layers,
            imagery: imagery, caption: caption)
    }
}

/// Imagery under the classes of a page's map.
struct PageImagery {
    let grid: TileGrid
    let observer: any JourneyObserver

    /// Of scenes that nobody asked to be drawn so many pixels are read, half a minute's work.
    private static let mostPixelsToRead = 1_000_000_000

    /// Scenes that a user named.
    /// - Throws: ``CommandError``, `ImageryError`: they cannot be read, or lie elsewhere.
    func picture(of scenes: [String]) throws -> MapView.Imagery {
        guard let picture = try SceneOverview(paths: scenes).jpeg(on: grid) else {
            throw CommandError(
                "\(FileName.several(scenes)) shows nothing of the map's ground. Check with gdalinfo that both show the same "
                    + "place.")
        }
        return MapView.Imagery(name: FileName.several(scenes), picture: .jpeg(picture))
    }

    /// Scenes that predictions were made of; `nil` where that would take long, or cannot be.
    func recordedPicture(of scenes: [String]) -> MapView.Imagery? {
        do {
            let overview = try SceneOverview(paths: scenes)
            guard try isQuick(overview, FileName.several(scenes), otherwise: "--imagery does that; ") else {
                return nil
            }
            return try overview.jpeg(on: grid).map {
                MapView.Imagery(name: FileName.several(scenes), picture: .jpeg($0))
            }
        } catch {
            observer.say("The page shows no imagery: \(error)")
            return nil
        }
    }

    /// A date that was just read; `nil` for one on a server, one that would take long, and one that cannot be shown.
    func picture(of mosaic: Mosaic) -> MapView.Imagery? {
        let overview = SceneOverview(mosaic)
        guard !mosaic.scenes.contains(where: { RemotePlace.isRemote($0.path) }),
            (try? isQuick(overview, mosaic.shortName, otherwise: "")) == true,
            let picture = (try? overview.jpeg(on: grid)) ?? nil
        else { return nil }
        return MapView.Imagery(name: mosaic.shortName, picture: .jpeg(picture))
    }

    /// Whether few enough pixels are read; says where not.
    /// - Parameter way: how they are read all the same.
    private func isQuick(_ overview: SceneOverview, _ name: String, otherwise way: String) throws -> Bool {
        guard try overview.pixelsToRead() > Self.mostPixelsToRead else { return true }
        observer.say(
            "The page shows no imagery: \(name) has no overviews, and all of it would be read. "
                + "\(way)'gdaladdo -r average FILE' makes it quick.")
        return false
    }
}
