internal import AerialCore
internal import Foundation
internal import Imagery

/// A person's polygons or points as labels of tiles.
struct VectorTileLabels: TileLabels {
    private let vectors: LabelVectors
    private let rule: LabelRule
    /// The legend's class of each of the layer's values.
    private let classes: [Int?]

    init(
        _ layer: LabelLayer, plan: PreparePlan, grid: TileGrid,
        observer: any JourneyObserver
    ) throws {
        rule = plan.rule
        classes = layer.values.map { Self.classIndex(ofValue: $0, in: plan.legend) }
        vectors = try LabelVectors(layer, gridReference: grid.reference, extent: grid.extent)
        if layer.skippedCount > 0 {
            observer.warn(
                "\(layer.skippedCount) of \(layer.featureCount) features of \(layer.path) have no class in '\(layer.field)' or no "
                    + "geometry, and are passed over.")
        }
        if vectors.outsideCount > 0 {
            observer.say(
                "\(vectors.outsideCount) of \(layer.featureCount) features of \(layer.path) lie outside of the imagery"
            )
        }
        try Self.checkValues(layer, classes, legend: plan.legend, observer)
    }

    var meetsImagery: Bool { !vectors.isEmpty }

    /// By the class's name, whatever the case of its letters, or by one of its codes.
    private static func classIndex(ofValue value: String, in legend: Legend) -> Int? {
        legend.classIndex(named: value)
            ?? legend.classNames.firstIndex { $0.lowercased() == value.lowercased() }
            ?? Int(value).flatMap(legend.classIndex(ofCode:))
    }

    private static func checkValues(
        _ layer: LabelLayer, _ classes: [Int?], legend: Legend, _ observer: any JourneyObserver
    ) throws {
        let unknown = zip(layer.values, classes).filter { $0.1 == nil }.map(\.0)
        guard !unknown.isEmpty else { return }
        let shown = unknown.prefix(8).joined(separator: "', '")
        let text =
            "the field '\(layer.field)' of \(layer.path) has values that are no class of the legend '\(legend.name)': '\(shown)'. "
            + "It has \(legend.classNames.joined(separator: ", "))."
        guard unknown.count < classes.count else {
            throw CommandError("\(text) Leave --legend out to make a legend from the field's values.")
        }
        observer.warn("\(text) Their tiles get no label.")
    }

    func answer(in bounds: MapBounds) throws -> TileAnswer {
        switch rule {
        case .points: return points(in: bounds)
        case .purity(let share): return try areas(in: bounds, share: share)
        case .ninePoints: return ninePoints(in: bounds)
        }
    }

    private func points(in bounds: MapBounds) -> TileAnswer {
        let counts = vectors.pointCounts(in: bounds)
        let byClass = counts.reduce(into: [Int?: Int]()) { $0[classes[$1.key], default: 0] += $1.value }
        return TileAnswer(
            label: .ofPoints(classCounts: byClass), text: text(counts) { String($0) },
            unlisted: unlisted(counts.mapValues(Double.init)))
    }

    private func areas(in bounds: MapBounds, share: Double) throws -> TileAnswer {
        let shares = try vectors.shares(in: bounds)
        let byClass = try classShares(in: bounds, ofValues: shares)
        let listed = byClass.compactMap { index, part in index.map { ($0, part) } }
        return TileAnswer(
            label: .ofAreas(
                classShares: Dictionary(uniqueKeysWithValues: listed), unlistedShare: byClass[nil] ?? 0,
                share: share),
            text: text(shares) { String(format: "%.3f", $0) }, unlisted: unlisted(shares))
    }

    /// By class, `nil` for those that the legend leaves out. Two values may be one class: their polygons may overlap.
    private func classShares(in bounds: MapBounds, ofValues shares: [Int: Double]) throws -> [Int?: Double] {
        let found = Dictionary(grouping: shares.keys) { classes[$0] }
        guard found.count < shares.count else { return found.mapValues { shares[$0[0]] ?? 0 } }
        return try vectors.shares(in: bounds) { classes[$0] }
    }

    private func ninePoints(in bounds: MapBounds) -> TileAnswer {
        let values = vectors.ninePointValues(in: bounds)
        let text = values.map { found in
            found.isEmpty ? "-" : found.sorted().map { vectors.layer.values[$0] }.joined(separator: "+")
        }
        let counts = Dictionary(values.flatMap { $0 }.map { ($0, 1.0) }, uniquingKeysWith: +)
        return TileAnswer(
            label: .ofNinePoints(classes: values.map { Set($0.map { classes[$0] }) }),
            text: text.joined(separator: ","), unlisted: unlisted(counts))
    }

    /// `Forest:0.930,Barren:0.070`, the most first.
    private func text<Amount: Comparable>(_ amounts: [Int: Amount], _ shown: (Amount) -> String) -> String {
        amounts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\(vectors.layer.values[$0.key]):\(shown($0.value))" }.joined(separator: ",")
    }

    private func unlisted(_ amounts: [Int: Double]) -> String? {
        amounts.filter { classes[$0.key] == nil }.max { ($0.value, $1.key) < ($1.value, $0.key) }
            .map { vectors.layer.values[$0.key] }
    }
}
