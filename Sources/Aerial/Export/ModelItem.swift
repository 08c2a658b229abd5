internal import AerialCore
internal import Foundation
internal import Networks

/// A model as a STAC item with the extension for machine-learning models (MLM), so that catalogues find and describe it.
struct ModelItem: Encodable {
    private let id: String
    private let assets: [String: Asset]
    private let properties: Properties
    /// Bands, rows, columns.
    let input: [Int]

    private static let extensions = [
        "https://stac-extensions.github.io/mlm/v1.6.0/schema.json",
        "https://stac-extensions.github.io/classification/v2.0.0/schema.json",
        "https://stac-extensions.github.io/processing/v1.2.0/schema.json",
    ]

    /// - Parameter file: the ONNX file that it describes, beside it.
    init(bundle: ModelBundle, file: String, precision: ExportPrecision, form: ONNXExport.Form) {
        let name = FileName.of(file)
        let stem = (name as NSString).deletingPathExtension
        id = stem
        let tile = bundle.description.tile
        input = [tile.bands.count, tile.sidePixels, tile.sidePixels]
        properties = Properties(bundle: bundle, name: stem, input: input, form: form)
        assets = [
            "model": Asset(
                href: "./" + (name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? name),
                type: "application/octet-stream; application=onnx",
                title: "\(stem), ONNX, \(precision.rawValue)",
                roles: ["mlm:model", "mlm:weights"], artifactType: "onnx")
        ]
    }

    func encoded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    private enum CodingKeys: String, CodingKey {
        case type, id, geometry, properties, links, assets
        case version = "stac_version"
        case extensions = "stac_extensions"
    }

    /// A model has no place: its geometry is null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("Feature", forKey: .type)
        try container.encode("1.1.0", forKey: .version)
        try container.encode(Self.extensions, forKey: .extensions)
        try container.encode(id, forKey: .id)
        try container.encodeNil(forKey: .geometry)
        try container.encode(properties, forKey: .properties)
        try container.encode([String](), forKey: .links)
        try container.encode(assets, forKey: .assets)
    }

    private struct Asset: Encodable {
        let href: String
        let type: String
        let title: String
        let roles: [String]
        let artifactType: String

        enum CodingKeys: String, CodingKey {
            case href, type, title, roles
            case artifactType = "mlm:artifact_type"
        }
    }
}

extension ModelItem {
    fileprivate struct Properties: Encodable {
        let datetime: String
        let description: String
        /// Metres a pixel; `nil` for a model of pictures of unknown scale.
        let gsd: Double?
        let bands: [Band]
        let software = ["aerial": AerialVersion.number]
        let name: String
        let architecture: String
        let tasks: [String]
        let framework = "ONNX"
        let isPretrained = true
        let parameterCount: Int
        let input: [ModelInput]
        let output: [ModelOutput]

        init(bundle: ModelBundle, name: String, input: [Int], form: ONNXExport.Form) {
            let model = bundle.description
            let isMap = form == .map
            tasks = [isMap ? "semantic-segmentation" : "scene-classification"]
            datetime = model.provenance.created.formatted(.iso8601)
            let classes = model.legend.classNames.joined(separator: ", ")
            description =
                "Tells \(classes) apart on \(model.inputDescription). Takes "
                + (isMap ? "pixels from 0 to 1" : "bytes as they are stored")
                + "; the normalisation of pixels is inside."
            gsd = model.inputPixelMeters
            bands = model.tile.bands.map(Band.init)
            self.name = Self.plainName(name)
            architecture = model.backbone
            parameterCount = bundle.graph.parameterCount
            self.input = [
                ModelInput(
                    name: isMap ? ONNXExport.imageName : ONNXExport.inputName, bands: model.tile.bands,
                    input: Structure(
                        shape: [-1] + input, order: ["batch", "bands", "height", "width"],
                        type: isMap ? "float32" : "uint8"))
            ]
            output = [
                ModelOutput(
                    name: ONNXExport.outputName, tasks: tasks,
                    result: Structure(
                        shape: [-1, model.legend.classes.count] + (isMap ? input.dropFirst() : []),
                        order: ["batch", "class"] + (isMap ? ["height", "width"] : []), type: "float32"),
                    classes: model.legend.classes.enumerated().map(ClassEntry.init))
            ]
        }

        /// Letters, digits and `-_.`, a letter first, at least three.
        private static func plainName(_ name: String) -> String {
            let plain = String(
                name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
            return "model-\(plain)-onnx"
        }

        enum CodingKeys: String, CodingKey {
            case datetime, description, gsd, bands
            case software = "processing:software"
            case name = "mlm:name"
            case architecture = "mlm:architecture"
            case tasks = "mlm:tasks"
            case framework = "mlm:framework"
            case isPretrained = "mlm:pretrained"
            case parameterCount = "mlm:total_parameters"
            case input = "mlm:input"
            case output = "mlm:output"
        }
    }

    fileprivate struct Band: Encodable {
        let name: String
    }

    fileprivate struct ModelInput: Encodable {
        let name: String
        let bands: [String]
        let input: Structure
    }

    fileprivate struct ModelOutput: Encodable {
        let name: String
        let tasks: [String]
        let result: Structure
        let classes: [ClassEntry]

        enum CodingKeys: String, CodingKey {
            case name, tasks, result
            case classes = "classification:classes"
        }
    }

    fileprivate struct Structure: Encodable {
        let shape: [Int]
        let order: [String]
        let type: String

        enum CodingKeys: String, CodingKey {
            case shape
            case order = "dim_order"
            case type = "data_type"
        }
    }

    /// Names of classes are plain there; the legend's own is the description.
    fileprivate struct ClassEntry: Encodable {
        let value: Int
        let name: String
        let description: String
        let color: String

        init(index: Int, landUse: LandUseClass) {
            value = index
            let plain = landUse.name.map {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-"
            }
            name = String(plain)
            description = landUse.name
            color = String(landUse.color.hexadecimal.dropFirst())
        }

        init(_ entry: (offset: Int, element: LandUseClass)) {
            self.init(index: entry.offset, landUse: entry.element)
        }

        enum CodingKeys: String, CodingKey {
            case value, name, description
            case color = "color_hint"
        }
    }
}
