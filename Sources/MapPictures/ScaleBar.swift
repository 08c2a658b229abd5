internal import Foundation
internal import Imagery

/// A scale bar of a round length.
struct ScaleBar: Equatable {
    let meters: Double
    let pixels: Double

    /// The longest bar of 1, 2 or 5 times a power of ten metres that is no longer than `limit` pixels.
    init(metersPerPixel: Double, limit: Double) {
        let longest = metersPerPixel * limit
        let power = pow(10, floor(log10(longest)))
        let factor = [5.0, 2.0].first { $0 * power <= longest } ?? 1
        meters = factor * power
        pixels = meters / metersPerPixel
    }

    /// What stands at the middle and at the end: `2.5` and `5 km`, `250` and `500 m`.
    var labels: (middle: String, end: String) {
        let unit = meters < 1000 ? 1.0 : 1000.0
        func text(_ length: Double) -> String {
            DecimalText.string(length / unit, decimals: 2, padded: false)
        }
        return (text(meters / 2), "\(text(meters)) \(unit == 1 ? "m" : "km")")
    }
}
