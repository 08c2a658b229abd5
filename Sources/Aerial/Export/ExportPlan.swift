internal import AerialCore
internal import Foundation
internal import Imagery
internal import Networks

/// Which of a model's forms is written.
public enum ExportPrecision: String, Sendable, CaseIterable, Codable {
    /// 32-bit floating point.
    case fp32
    /// Convolutions in bytes, as `quantize` made them.
    case int8
}

/// Writes a model as one ONNX file, with a description by STAC's MLM extension beside it.
public struct ExportPlan: Journey {
    /// The model's folder.
    public var model: String
    /// The file to write, `.onnx`.
    public var out: String
    /// Which of the model's forms is written.
    public var precision = ExportPrecision.fp32
    /// Pixels from 0 to 1 in and probabilities for each of them out, for programs that run networks over rasters and take them
    /// for segmentation (QGIS Deepness): those of the cell, as `score --detail` maps them.
    public var isFullyConvolutional = false
    /// What may be replaced.
    public var writing = OutputPolicy()

    /// Makes a plan; what it does not name has its usual value.
    public init(model: String, out: String) {
        self.model = model
        self.out = out
    }

    /// Where the description lies: `model.stac.json` beside `model.onnx`.
    public var descriptionPath: String { (out as NSString).deletingPathExtension + ".stac.json" }

    /// Reads the model and writes both files.
    public func run(_ observer: any JourneyObserver) throws -> ExportResult {
        guard (out as NSString).pathExtension.lowercased() == "onnx" else {
            throw CommandError("\(out) is no name of an ONNX file. Give one that ends in .onnx.")
        }
        let places = StorePlaces(reading: [model], writing: writing, observer: observer)
        var plan = self
        plan.out = try places.output(out)
        plan.model = try places.model(model)
        let written = try places.complete { _ in try plan.write() }
        return ExportResult(
            file: out, description: descriptionPath, bytes: written.bytes, precision: precision,
            input: written.input, classes: written.classes)
    }

    private func write() throws -> ExportResult {
        try OutputRule(inputs: [model], policy: writing).check([
            OutputFilePlan(out, .onnx), OutputFilePlan(descriptionPath, .modelDescription),
        ])
        try OutputPlace.check(out)
        let bundle = try ModelBundle.read(from: model)
        let export = ONNXExport(
            plan: try networkPlan(of: bundle), form: form,
            metadata: ExportMetadata.entries(of: bundle, precision: precision, form: form),
            version: AerialVersion.number)
        let file = try encoded(export)
        let item = ModelItem(bundle: bundle, file: out, precision: precision, form: form)
        let text = try item.encoded()
        let outputs = OutputSet()
        let (filePlace, textPlace) = (try outputs.place(for: out), try outputs.place(for: descriptionPath))
        try outputs.complete {
            try OutputFile.write(Array(file), to: filePlace)
            try TextFile.write(text, to: textPlace)
        }
        return ExportResult(
            file: out, description: descriptionPath, bytes: file.count, precision: precision,
            input: item.input, classes: bundle.description.legend.classNames)
    }

    private var form: ONNXExport.Form { isFullyConvolutional ? .map : .classifier }

    private func networkPlan(of bundle: ModelBundle) throws -> InferencePlan {
        let plan: InferencePlan
        do { plan = try bundle.plan(outputs: [form.output]) } catch let error as PlanError {
            throw CommandError("cannot export \(model): \(error.description)")
        }
        guard precision == .int8 else { return plan }
        guard let quantization = bundle.quantization else {
            throw CommandError(
                "the model \(model) has no 8-bit form. Make one with 'aerial quantize \(model) DATASET'.")
        }
        return plan.quantized(by: quantization)
    }

    private func encoded(_ export: ONNXExport) throws -> Data {
        do { return try export.encoded() } catch let error as ONNXExportError {
            throw CommandError("cannot export \(model): \(error.description)")
        }
    }
}

/// What was written.
public struct ExportResult: Codable, Sendable {
    /// The ONNX file.
    public let file: String
    /// Its description by STAC's MLM extension.
    public let description: String
    /// Of the ONNX file.
    public let bytes: Int
    /// Which of the model's forms it holds.
    public let precision: ExportPrecision
    /// Bands, rows and columns of an image.
    public let input: [Int]
    /// In the order of the probabilities.
    public let classes: [String]
}

extension OutputKind {
    /// An ONNX file of this program: version and producer come first.
    static let onnx = OutputKind(streams: false) { path in
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        let head = (try? file.read(upToCount: 10)) ?? Data()
        return head.count == 10 && head[0] == 0x08 && head.dropFirst(2) == Data([0x12, 0x06] + "aerial".utf8)
    }

    /// A STAC item of a model of this program.
    static let modelDescription = OutputKind(streams: false) { path in
        let head = FileHead.text(path)
        return head.contains("\"mlm:name\"") && head.contains("\"processing:software\"")
            && head.contains("\"aerial\"")
    }
}
