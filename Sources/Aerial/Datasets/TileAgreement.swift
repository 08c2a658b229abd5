internal import AerialCore
internal import Imagery
internal import Scoring

/// Whether images are tiles such as a model takes.
enum TileAgreement {
    /// Ground and bands are the model's; pixels may be finer, since images are averaged to the model's as they are read.
    /// - Throws: ``CommandError`` for a dataset of other tiles. A folder that `prepare` did not write says nothing of them.
    static func check(_ dataset: PreparedDataset?, at path: String, model: TrainedModel) throws {
        let wanted = model.tile
        guard let tile = dataset?.tile else { return }
        let isSeenWhole = tile.sideMeters == wanted.sideMeters && tile.bands == wanted.bands
        if isSeenWhole, tile.sidePixels >= wanted.sidePixels { return }
        throw CommandError(
            "the tiles of \(path) are of another kind (\(tile)) than those of the model \(model.path) (\(wanted)). Make a "
                + "dataset for it with 'aerial prepare --tile-meters \(TileSpec.text(wanted.sideMeters)) --tile-pixels "
                + "\(wanted.sidePixels) --bands \(wanted.bands.joined(separator: ","))', or train a model on this one"
                + (isSeenWhole ? ": a model for fewer pixels takes finer tiles, not the reverse." : "."))
    }

    /// The same of a folder of images that may be a prepared dataset or one of its sides.
    static func check(images path: String, model: TrainedModel) throws {
        guard FileKind.isFolder(path) || path.hasSuffix("/") && RemotePlace.isRemote(path) else { return }
        try check(PreparedDataset.read(aroundFolder: path), at: path, model: model)
    }
}
