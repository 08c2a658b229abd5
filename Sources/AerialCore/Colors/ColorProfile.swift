internal import Foundation

/// The colours of the tiles that a model learned from, enough to tell whether imagery is like them.
///
/// A tile's distance is Mahalanobis's: `sqrt((c - mean)' C^-1 (c - mean))` for its mean colour `c` and the covariance `C`
/// of the tiles' mean colours, so that a cast of blue counts for more than the difference of light and dark fields.
public struct ColorProfile: Sendable, Equatable, Codable {
    /// How many tiles it was made of.
    public let tiles: Int
    /// Red, green, blue, 0 to 255.
    public let mean: [Double]
    /// Of the tiles' mean colours, 3 x 3.
    public let covariance: [[Double]]
    /// The distance within which 99 % of the tiles lie.
    public let reach: Double

    /// Fewer tiles do not tell what is usual.
    public static let leastTiles = 10
    /// Of one channel; tiles of one colour would make the distance endless.
    private static let leastVariance = 1.0

    /// `nil` when there are fewer than ``leastTiles`` colours.
    public init?(of colors: [TileColor]) {
        guard colors.count >= Self.leastTiles else { return nil }
        let count = Double(colors.count)
        let mean = (0..<3).map { channel in colors.reduce(0) { $0 + $1.channels[channel] } / count }
        let covariance = (0..<3).map { row in
            (0..<3).map { column in
                let sum = colors.reduce(0) {
                    $0 + ($1.channels[row] - mean[row]) * ($1.channels[column] - mean[column])
                }
                return sum / count + (row == column ? Self.leastVariance : 0)
            }
        }
        tiles = colors.count
        self.mean = mean
        self.covariance = covariance
        let distances = colors.map { Self.distance(of: $0, mean: mean, covariance: covariance) }.sorted()
        reach = distances[min(colors.count - 1, Int((0.99 * count).rounded(.down)))]
    }

    /// Mahalanobis's distance of a tile's mean colour from the profile's; 0 at the mean.
    public func distance(of color: TileColor) -> Double {
        Self.distance(of: color, mean: mean, covariance: covariance)
    }

    /// The share of tiles that lie beyond ``reach``; `nil` without tiles. Of imagery like the model's own about 0.01.
    public func shareBeyondReach(_ colors: [TileColor]) -> Double? {
        guard !colors.isEmpty else { return nil }
        return Double(colors.count { distance(of: $0) > reach }) / Double(colors.count)
    }

    /// What no profile can mean, though its JSON is well-formed.
    public var defect: String? {
        guard mean.count == 3, covariance.count == 3, covariance.allSatisfy({ $0.count == 3 }) else {
            return "'colors' does not have three channels"
        }
        guard mean.allSatisfy({ (0...255).contains($0) }) else {
            return "'colors' has a mean that is no colour"
        }
        guard reach.isFinite, reach >= 0, Self.isCovariance(covariance) else {
            return "'colors' has a covariance that is none"
        }
        return nil
    }

    /// Whether every distance is above 0 by it: it is symmetric, and its upper left parts have determinants above 0 (Sylvester).
    private static func isCovariance(_ m: [[Double]]) -> Bool {
        let determinant = determinant(m)
        let isSymmetric = [(0, 1), (0, 2), (1, 2)].allSatisfy { row, column in
            let (one, other) = (m[row][column], m[column][row])
            return abs(one - other) <= 1e-6 * max(abs(one), abs(other))
        }
        return isSymmetric && m[0][0] > 0 && m[0][0] * m[1][1] > m[0][1] * m[1][0] && determinant > 0
            && determinant.isFinite
    }

    private static func distance(of color: TileColor, mean: [Double], covariance: [[Double]]) -> Double {
        let difference = zip(color.channels, mean).map { $0 - $1 }
        // Cramer's rule for C x = d, then d' x.
        let whole = determinant(covariance)
        let square = (0..<3).reduce(0.0) { sum, column in
            var replaced = covariance
            for row in 0..<3 { replaced[row][column] = difference[row] }
            return sum + difference[column] * Self.determinant(replaced) / whole
        }
        return max(0, square).squareRoot()
    }

    private static func determinant(_ m: [[Double]]) -> Double {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
            - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    }
}
