internal import AerialCore
internal import Foundation

/// The values that a sweep tries of an option.
enum SweepRange: Equatable {
    case listed([String])
    /// Drawn evenly over the powers of ten.
    case between(Double, Double)

    func drawn(using generator: inout SeededGenerator) -> String {
        switch self {
        case .listed(let values): values[Int.random(in: 0..<values.count, using: &generator)]
        case .between(let low, let high):
            String(format: "%.4g", pow(10, Double.random(in: log10(low)...log10(high), using: &generator)))
        }
    }
}

extension [String: SweepRange] {
    /// How many combinations the listed values have; `Int.max` for more than that, and for a range that is no list.
    var combinationCount: Int {
        values.reduce(1) { count, range in
            guard case .listed(let values) = range else { return .max }
            let (product, overflows) = count.multipliedReportingOverflow(by: values.count)
            return overflows ? .max : product
        }
    }

    /// Every combination of the listed values, the last name's running fastest; `nil` when a range is none of a list.
    var combinations: [SweepSetting]? {
        var settings = [SweepSetting.standard]
        for (name, range) in sorted(by: { $0.key < $1.key }) {
            guard case .listed(let values) = range else { return nil }
            settings = settings.flatMap { setting in
                values.map { setting.with(SweepSetting(values: [name: $0])) }
            }
        }
        return settings
    }

    /// Different random combinations, as many as there are up to `count`; the same for the same seed.
    func draws(_ count: Int, seed: UInt64) -> [SweepSetting] {
        var generator = SeededGenerator(seed: seed)
        var settings: [SweepSetting] = []
        var drawn: Set<SweepSetting> = []
        // Drawing from short lists repeats itself: a draw that was there is passed over.
        for _ in 0..<50 * count where settings.count < count {
            var values: [String: String] = [:]
            for (name, range) in sorted(by: { $0.key < $1.key }) {
                values[name] = range.drawn(using: &generator)
            }
            let setting = SweepSetting(values: values)
            if drawn.insert(setting).inserted { settings.append(setting) }
        }
        return settings
    }
}
