internal import AerialCore
internal import Foundation
internal import Inference

@testable internal import Imagery
@testable internal import Ledger
@testable internal import Networks
@testable internal import Scoring

/// Good inputs to begin from, drawn by the writers of the same formats.
enum Corpus {
    static func seeds(of target: FuzzTarget) -> [[UInt8]] {
        let made: [[UInt8]?] =
            switch target {
            case .pictures: pictures
            case .weights, .safetensors: [safetensors, pickle]
            case .onnx: [network]
            case .forest: [forest]
            case .model: [model]
            case .job: [job]
            case .ledger: [ledger]
            case .rows:
                ["12", "12\t{\"row\":3,\"column\":4}", "7\t{\"path\":\"a/b.png\"}", "1\t\\N"].map {
                    Array($0.utf8)
                }
            case .answers:
                [
                    RowAnswer(
                        ordinal: 3, outcome: .output([0.5, -1.25, 3]), label: "Forest", confidence: 0.75
                    ).line,
                    RowAnswer(ordinal: 4, outcome: .rejected("cut short")).line,
                ].map { Array($0.utf8) }
            case .arrow:
                [[0xFF, 0xFF, 0xFF, 0xFF, 0x10, 0, 0, 0, 0x10, 0, 0, 0] + Array(repeating: 0, count: 64)]
            case .csv: tables
            case .yaml: settings
            case .geojson: ["Forêt \"a\\b\"\n\u{1}", "\u{FFFF}\u{202E}01234567"].map { Array($0.utf8) }
            }
        return made.compactMap { $0 }
    }

    private static var pictures: [[UInt8]?] {
        let image = TileImage(
            width: 24, height: 17, rgb: (0..<24 * 17 * 3).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) },
            emptyPixelCount: 0)
        return [
            try? PNGFile.data(image), try? JPEGFile.data(image), try? JPEGFile.data(image, quality: 30),
            try? PNGFile.data(width: 2, height: 2, rgba: Array(0..<16)),
        ]
    }

    private static var settings: [[UInt8]] {
        [
            "name: forestry\nclasses:\n  - name: Forest\n    codes: [41, 42]\n    color: \"#2F7D3B\"\n  - {name: Other, codes: []}\n",
            "Forest: Green\nDeveloped: &built Built\nBarren: *built\nHerbaceous: null\n",
            "labels: /dev/null\nareas:\n  - name: west\n    imagery: [/dev/null, '/dev/n*l']\n    date: 2016-07\n"
                + "    rule: purity:0.7\n    side: train\n    outline: /dev/null\n",
            "epochs: 3\nbatch-size: 8\nlearning-rate: 1e-3\nretrain: last-only\naugmentation:\n  brightness: 0.1\n",
            "name: s\ncommand: transfer\ndataset: d\nmethod: halving\ntrials: 12\nparameters:\n  turns: [1, 3]\n"
                + "  penalty: {from: 1, to: 1000}\noptions:\n  test-fraction: 0.2\nrounds:\n  training-share: [0.1, 1]\n",
        ].map { Array($0.utf8) }
    }

    private static var safetensors: [UInt8]? {
        let weights = NetworkWeights(tensors: [
            "a.weight": Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
            "a.bias": Tensor(shape: [2], values: [0, 1]),
        ])
        return (try? weights.safetensors()).map { Array($0) }
    }

    /// A dictionary of a text and a number, by pickle's protocol 2.
    private static var pickle: [UInt8] {
        [0x80, 2] + Array("}(X".utf8) + [5, 0, 0, 0] + Array("epochJ".utf8) + [7, 0, 0, 0] + Array("u.".utf8)
    }

    private static var network: [UInt8]? {
        var builder = LayerGraphBuilder(inputChannels: 3, inputSize: 32)
        guard let pooled = try? builder.append(.globalAveragePool, builder.input),
            let head = try? builder.append(.dense(inputs: 3, outputs: 2), name: "head", pooled)
        else { return nil }
        let weights = NetworkWeights(tensors: [
            "head.weight": Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
            "head.bias": Tensor(shape: [2], values: [0, 1]),
        ])
        let plan = try? InferencePlan(
            graph: builder.graph(features: pooled, head: head, output: head), weights: weights,
            normalization: .imageNet)
        return plan.flatMap { try? ONNXExport(plan: $0, metadata: ["bands": "3"], version: "1").encoded() }
            .map { Array($0) }
    }

    private static var forest: [UInt8]? {
        let forest = try? DecisionForest(
            trees: [
                DecisionTree(nodes: [
                    .split(feature: 3, threshold: .pi, left: 1, right: 2), .leaf([1, 0]), .leaf([0, 1]),
                ]),
                DecisionTree(nodes: [.leaf([0.1])], classIndex: 1),
            ], classCount: 2, featureCount: 4, aggregation: .meanShares)
        return forest.flatMap { try? ForestFile.encode($0) }.map { Array($0) }
    }

    private static var model: [UInt8] {
        Array(
            """
            {"backbone":"resnet18","formatVersion":1,"inputSize":224,"legend":{"classes":[{"codes":[41],"color":"#38814e","name":"Forest"},
            {"codes":[21],"color":"#dcd939","name":"Developed"}],"name":"two"},"metrics":{"testAccuracy":0.9},
            "normalization":{"mean":[0.4,0.4,0.4],"standardDeviation":[0.2,0.2,0.2]},"pictureTones":{"high":10,"low":1},
            "provenance":{"command":"transfer","created":"2026-01-01T00:00:00Z","options":{},"seed":7,"sources":[],"versions":{}},
            "trainingData":{"heldOutCounts":{},"heldOutTiles":[],"split":"random","trainingCounts":{}}}
            """.utf8)
    }

    private static var job: [UInt8]? {
        let group = ImagePlan.Group(root: "/tiles", names: ["a.png", "b.png"], turns: 2)
        let job = ScoreJob(id: "job", precision: .float32, plan: .images(ImagePlan(groups: [group])))
        return (try? job.encoded()).map { Array($0) }
    }

    private static var ledger: [UInt8] {
        let outcomes = LedgerFile.encode([.output([1, 2, 3]), .nodata("empty"), .rejected("cut")])
        return LedgerFile.magic + LedgerFile.frame(Array("{}".utf8)) + LedgerFile.frame(outcomes)
    }

    private static var tables: [[UInt8]] {
        [
            "id,source,row,column,min_x,min_y,max_x,max_y,crs,filepath,label,pred_label,confidence,p_A,p_B,status,reason\r\n"
                + "a,s.tif,0,0,500000,4000000,500224,4000224,EPSG:26917,,,A,0.75,0.75,0.25,scored,\r\n"
                + "b,\"s;\"\"t\",0,1,500224,4000000,500448,4000224,EPSG:26917,,,,,,,nodata,empty\r\n",
            "\u{FEFF}a;b;c\n1,5;\"x\ny\";z\n", "a\tb\n1\t2\n", "a,b\r\n\r\n,\r\n",
        ].map { Array($0.utf8) }
    }
}
