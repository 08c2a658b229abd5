internal import AerialCore
internal import Foundation
internal import Networks

/// What an exported file says of the model, as keys and texts; lists and tables are JSON.
enum ExportMetadata {
    static func entries(
        of bundle: ModelBundle, precision: ExportPrecision, form: ONNXExport.Form
    ) -> [String: String] {
        let model = bundle.description
        let classes = Array(model.legend.classes.enumerated())
        func table(_ value: (LandUseClass) -> String) -> String {
            json(Dictionary(uniqueKeysWithValues: classes.map { ("\($0.offset)", value($0.element)) }))
        }
        var entries = [
            "model_task": "scene-classification", "architecture": model.backbone,
            "classifier": model.classifier?.rawValue ?? "network", "precision": precision.rawValue,
            "legend": model.legend.name, "class_names": table(\.name),
            "class_colors": table(\.color.hexadecimal), "bands": json(model.tile.bands),
            "input_layout": ImageLayout.channelsFirst.rawValue,
            "tiles_size": "\(model.tile.sidePixels)",
        ]
        // Of pictures of unknown scale the tile says how many pixels there are, and nothing of the ground.
        if let pixel = model.inputPixelMeters {
            entries["ground_sample_distance_m"] = TileSpec.text(pixel)
            entries["tile_meters"] = TileSpec.text(pixel * Double(model.tile.sidePixels))
        }
        if let tones = model.pictureTones { entries["picture_tones"] = "\(tones.low) \(tones.high)" }
        if let temperature = model.temperature { entries["temperature"] = String(temperature) }
        return form == .map ? entries.merging(mapEntries(of: model)) { $1 } : entries
    }

    /// The keys by which QGIS Deepness takes a file for segmentation; centimetres a pixel, per cent of a tile's side.
    /// Without the first for pictures of unknown scale.
    private static func mapEntries(of model: ModelDescription) -> [String: String] {
        let entries = [
            "model_task": "semantic-segmentation", "model_type": json("Segmentor"),
            "tiles_overlap": json(25), "seg_thresh": json(0), "seg_small_segment": json(0),
            "standardization_mean": json(model.tile.bands.map { _ in 0 }),
            "standardization_std": json(model.tile.bands.map { _ in 1 }),
        ]
        guard let pixel = model.inputPixelMeters else { return entries }
        return entries.merging(["resolution": json(100 * pixel)]) { $1 }
    }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
