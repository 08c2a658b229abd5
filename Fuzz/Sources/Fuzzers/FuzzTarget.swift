internal import AerialCore
internal import CPictures
internal import Foundation

@testable internal import Aerial
@testable internal import AerialCLI
@testable internal import Arrow
@testable internal import Imagery
@testable internal import Ledger
@testable internal import Networks
@testable internal import Scoring
@testable internal import Training

/// A parser that is ours. Each takes any bytes and gives a value or an error; a trap, a sanitizer's report, a hang or too
/// much memory is a finding.
enum FuzzTarget: String, CaseIterable {
    case pictures, weights, safetensors, onnx, forest, model, job, ledger, rows, answers, arrow, csv, geojson,
        yaml

    func run(_ bytes: [UInt8]) {
        switch self {
        case .pictures: decodePicture(bytes)
        case .weights: _ = try? WeightsFile.read(bytes, path: "w")
        case .safetensors: _ = try? Safetensors.read(bytes)
        case .onnx: readFolder(bytes, name: "network.onnx") { readNetwork("\($0)/network.onnx") }
        case .forest: _ = try? ForestFile.decode(bytes)
        case .model: readFolder(bytes, name: "model.json") { _ = try? ModelBundle.readDescription(from: $0) }
        case .job: readFolder(bytes, name: ScoreJob.fileName) { _ = try? ScoreJob.read(from: $0) }
        case .ledger:
            var frames = LedgerFrames(length: bytes.count) { buffer, position in
                guard position + buffer.count <= bytes.count else { return false }
                buffer.copyBytes(from: bytes[position..<position + buffer.count])
                return true
            }
            while let frame = frames.next() {
                _ = LedgerFile.outcomes(of: frame.payload[...], classCount: 3)
            }
            _ = LedgerFile.outcomes(of: bytes[...], classCount: 3)
        case .rows: _ = try? RowRequest(line: bytes)
        case .answers: _ = try? RowAnswer(line: String(decoding: bytes, as: UTF8.self))
        case .arrow: _ = try? ArrowStream(bytes).read()
        case .csv: readTable(bytes)
        case .geojson: writeGeoJSON(bytes)
        case .yaml: readSettings(bytes)
        }
    }

    private func decodePicture(_ bytes: [UInt8]) {
        guard let pixels = PlainPicture.read(bytes, longestSide: 4096) else { return }
        precondition(pixels.samples.count == pixels.window.pixelCount * pixels.bandCount)
    }

    private func readTable(_ bytes: [UInt8]) {
        _ = (try? TableEncoding.utf8(bytes)).flatMap { try? CSVRow.rows(of: $0) }
        let path = "/dev/shm/aerial-fuzz-\(getpid()).csv"
        guard (try? Data(bytes).write(to: URL(fileURLWithPath: path))) != nil else { return }
        defer { unlink(path) }
        var pieces = try? CSVPieces(path: path, pieceLength: 16)
        while (try? pieces?.nextRow()) != nil {}
        guard let placed = try? PlacedPredictions(path: path),
            let legend = try? Legend.named("fuzz", classNames: placed.classNames)
        else { return }
        _ = try? placed.probabilityMap(in: legend).likeliest
    }

    /// The files of settings that a user writes: each reader gets any of them.
    private func readSettings(_ bytes: [UInt8]) {
        readFolder(bytes, name: "settings.yaml") { folder in
            let path = "\(folder)/settings.yaml"
            _ = try? LegendFile.legend(path)
            _ = try? ClassMapping(file: path)
            _ = try? AreasFile(path: path)
            if let recipe = try? RecipeFile(path: path).recipe(over: Recipe()) { _ = try? recipe.check() }
            guard let sweep = try? SweepFile(path: path) else { return }
            _ = try? sweep.options("options").arguments
            let _: Int? = try? sweep.wholeNumber("trials")
            guard let ranges = try? sweep.ranges("parameters") else { return }
            if ranges.combinationCount < 10_000 { _ = ranges.combinations }
            _ = ranges.draws(3, seed: 7)
        }
    }

    private func readNetwork(_ path: String) {
        var input = ONNXInput()
        (input.inputSize, input.layout) = (32, .channelsFirst)
        (input.mean, input.standardDeviation) = ([0], [1])
        _ = try? ONNXFile(path: path).encoder(input)
        _ = try? ONNXFile(path: path).encoder(ONNXInput())
    }

    private func readFolder(_ bytes: [UInt8], name: String, _ read: (String) -> Void) {
        let folder = "/dev/shm/aerial-fuzz-\(getpid())"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard (try? Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))) != nil else { return }
        read(folder)
    }

    /// Texts and numbers of any kind come out as JSON that a reader takes.
    private func writeGeoJSON(_ bytes: [UInt8]) {
        // Foundation's reader drops a byte order mark that begins a text.
        let text = String(decoding: bytes, as: UTF8.self).replacing("\u{FEFF}", with: "")
        let quoted = JSONText.quoted(text)
        let back = try? JSONSerialization.jsonObject(with: Data(quoted.utf8), options: .fragmentsAllowed)
        precondition(back as? String == text, "a text does not come back")
        guard bytes.count >= 8 else { return }
        let number = Double(bitPattern: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
        for decimals in [0, 3, 7, 9] { _ = DecimalText.string(number, decimals: decimals, padded: true) }
    }
}
