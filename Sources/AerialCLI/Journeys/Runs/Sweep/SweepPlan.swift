internal import AerialCore
internal import Foundation
internal import Networks
internal import Yams

/// What a sweep is asked to try.
///
/// ```yaml
/// name: penalties
/// dataset: dataset
/// method: halving           # grid, random or halving
/// trials: 12                # settings that random and halving draw
/// seed: 7
/// test-fraction: 0.2        # for datasets without a test/ folder
/// parameters:
///   backbone: [efficientnet-lite0, efficientnet-lite1]
///   turns: [1, 4]
///   penalty: [1, 10, 100]   # or {from: 1, to: 1000}: drawn evenly over the powers of ten
/// ```
struct SweepPlan {
    enum Method: String, Decodable {
        case grid
        case random
        case halving
    }

    enum Penalties: Equatable {
        case listed([Double])
        case between(Double, Double)
    }

    let name: String
    let dataset: String
    let method: Method
    let trials: Int
    let seed: UInt64
    let testFraction: Double
    let backbones: [Backbone]
    /// `nil` leaves the choice to transfer.
    let turns: [Int?]
    let penalties: Penalties

    init(file path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandError("cannot read the sweep \(path): it is not there or no text file.")
        }
        let file: File
        do {
            file = try YAMLDecoder().decode(File.self, from: text)
        } catch {
            throw CommandError(
                "\(path) is no sweep (\(error)). It needs name, dataset and parameters with backbone or "
                    + "penalty; 'aerial sweep --help' shows one.")
        }
        try self.init(file, path: path)
    }

    private init(_ file: File, path: String) throws {
        name = file.name
        dataset = file.dataset
        method = file.method ?? .grid
        trials = file.trials ?? 12
        seed = file.seed ?? 7
        testFraction = file.testFraction ?? 0.2
        backbones = try (file.parameters.backbone ?? [Backbone.efficientNetLite0.name]).map { name in
            guard let backbone = Backbone(rawValue: name) else {
                throw CommandError(
                    "\(path): there is no backbone '\(name)'; 'aerial weights list' shows them.")
            }
            return backbone
        }
        turns = file.parameters.turns ?? [nil]
        penalties = try file.parameters.penalty?.penalties ?? .between(1, 1000)
        guard turns.allSatisfy({ (1...4).contains($0 ?? 1) }), !turns.isEmpty else {
            throw CommandError("\(path): 'turns' takes numbers from 1 to 4.")
        }
        guard trials > 0, !backbones.isEmpty else {
            throw CommandError("\(path): 'trials' takes a number from 1, and 'backbone' at least one name.")
        }
        if method == .grid, case .between = penalties {
            throw CommandError("\(path): a grid needs a list of penalties, 'penalty: [1, 10, 100]' say.")
        }
    }

    /// The settings to try, in a fixed order for a seed.
    var settings: [SweepSetting] {
        if method == .grid, case .listed(let values) = penalties {
            return backbones.flatMap { backbone in
                turns.flatMap { turns in
                    values.map { SweepSetting(backbone: backbone, turns: turns, penalty: $0) }
                }
            }
        }
        var generator = SeededGenerator(seed: seed)
        var settings: [SweepSetting] = []
        // Drawing from short lists repeats itself: a draw that was there is passed over.
        for _ in 0..<20 * trials where settings.count < trials {
            let backbone = backbones[Int.random(in: 0..<backbones.count, using: &generator)]
            let turned = turns[Int.random(in: 0..<turns.count, using: &generator)]
            let setting = SweepSetting(
                backbone: backbone, turns: turned, penalty: penalties.drawn(using: &generator))
            if !settings.contains(setting) { settings.append(setting) }
        }
        return settings
    }

    private struct File: Decodable {
        struct Parameters: Decodable {
            let backbone: [String]?
            let turns: [Int]?
            let penalty: PenaltyField?
        }

        let name: String
        let dataset: String
        let method: Method?
        let trials: Int?
        let seed: UInt64?
        let testFraction: Double?
        let parameters: Parameters

        enum CodingKeys: String, CodingKey {
            case name, dataset, method, trials, seed, parameters
            case testFraction = "test-fraction"
        }
    }

    private enum PenaltyField: Decodable {
        struct Span: Decodable {
            let from: Double
            let to: Double
        }

        case list([Double])
        case span(Span)

        init(from decoder: any Decoder) throws {
            if let list = try? [Double](from: decoder) {
                self = .list(list)
            } else {
                self = .span(try Span(from: decoder))
            }
        }

        var penalties: Penalties {
            get throws {
                switch self {
                case .list(let values) where !values.isEmpty && values.allSatisfy { $0 > 0 }: .listed(values)
                case .span(let span) where span.from > 0 && span.to > span.from: .between(span.from, span.to)
                default:
                    throw CommandError(
                        "a sweep's penalties are numbers above 0: a list, or {from: 1, to: 1000}.")
                }
            }
        }
    }
}

extension SweepPlan.Penalties {
    func drawn(using generator: inout SeededGenerator) -> Double {
        switch self {
        case .listed(let values): values[Int.random(in: 0..<values.count, using: &generator)]
        case .between(let low, let high):
            pow(10, Double.random(in: log10(low)...log10(high), using: &generator))
        }
    }
}

/// One combination of parameters.
struct SweepSetting: Hashable {
    let backbone: Backbone
    /// From how many sides each training image is seen; `nil` as `transfer` does it without --turns.
    let turns: Int?
    /// `nil` as `transfer` does it without --penalty: the best of its own list.
    let penalty: Double?

    /// What `transfer` does when nothing is asked of it.
    static let standard = SweepSetting(backbone: .efficientNetLite0, turns: nil, penalty: nil)

    var turnsText: String { turns.map { "\($0)" } ?? "default" }
    var penaltyText: String { penalty.map { String(format: "%.4g", $0) } ?? "chosen" }
}
