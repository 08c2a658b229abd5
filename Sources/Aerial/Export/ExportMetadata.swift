internal import AerialCore
internal import Foundation
internal import Networks

/// What an exported file says of the model, as keys and texts; lists and tables are JSON.
enum ExportMetadata {
    static func entries(of bundle: ModelBundle, precision: ExportPrecision) -> [String: String] {
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
            "ground_sample_distance_m": TileSpec.text(model.tile.groundSampleDistance.metersPerPixel),
            "tile_meters": TileSpec.text(model.tile.sideMeters), "tiles_size": "\(model.tile.sidePixels)",
        ]
        if let tones = model.pictureTones { entries["picture_tones"] = "\(tones.low) \(tones.high)" }
        if let temperature = model.temperature { entries["temperature"] = String(temperature) }
        return entries
    }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
