/// What a sample of a land-cover raster's pixels holds, and what is doubtful in it.
public struct LabelCensus: Sendable, Equatable {
    /// Pixels by code.
    public private(set) var codes: [Int: Int] = [:]
    public private(set) var nodata = 0
    /// Pixels whose code lies between those of two unlike neighbours on opposite sides, by code: what interpolation makes.
    public private(set) var between: [Int: Int] = [:]

    public init() {}

    /// Pixels with a code.
    public var total: Int { codes.values.reduce(0, +) }

    /// Adds a rectangle of pixels, row by row; `nil` stands for no data.
    public mutating func record(_ pixels: [Int?], width: Int) {
        guard width > 0 else { return }
        let height = pixels.count / width
        for row in 0..<height {
            for column in 0..<width {
                let position = row * width + column
                guard let code = pixels[position] else {
                    nodata += 1
                    continue
                }
                codes[code, default: 0] += 1
                let isAlong =
                    column > 0 && column < width - 1
                    && Self.lies(code, between: pixels[position - 1], pixels[position + 1])
                let isDown =
                    row > 0 && row < height - 1
                    && Self.lies(code, between: pixels[position - width], pixels[position + width])
                if isAlong || isDown { between[code, default: 0] += 1 }
            }
        }
    }

    private static func lies(_ code: Int, between one: Int?, _ other: Int?) -> Bool {
        guard let one, let other else { return false }
        return min(one, other) < code && code < max(one, other)
    }

    /// The share of the pixels with a code that have this one.
    public func share(of code: Int) -> Double {
        total == 0 ? 0 : Double(codes[code] ?? 0) / Double(total)
    }
}

/// Why the numbers of a raster are probably no codes of a legend.
public enum LabelDoubt: Sendable, Equatable {
    /// Numbers between the codes, where codes meet: an averaging resampling made them, and made wrong codes too.
    case interpolated(examples: [Int], share: Double)
    /// So many different numbers that they measure or show something.
    case measured(distinct: Int, unlistedShare: Double)

    /// `nil` where the numbers may well be codes.
    /// - Parameter classIndexByCode: what the numbers are taken for.
    public init?(_ census: LabelCensus, classIndexByCode: [Int: Int], isOfNLCD: Bool) {
        let known = Set(classIndexByCode.keys).union(isOfNLCD ? NLCDCode.all.map(\.code) : [])
        let strange = census.codes.filter { !known.contains($0.key) }
        let pixels = strange.values.reduce(0, +)
        guard pixels > 0, census.total > 0 else { return nil }
        let share = Double(pixels) / Double(census.total)
        // What covers much ground is a class that the legend leaves out, or no data.
        let rare = strange.filter { census.share(of: $0.key) < Self.largeShare }
        let rarePixels = rare.values.reduce(0, +)
        let rareShare = Double(rarePixels) / Double(census.total)
        let between = rare.keys.reduce(0) { $0 + (census.between[$1] ?? 0) }
        if strange.count > Self.mostDistinct, share > 0.5 {
            self = .measured(distinct: census.codes.count, unlistedShare: share)
        } else if rare.count >= Self.leastBlended, rareShare >= 0.005, 2 * between >= rarePixels {
            let examples = rare.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4).map(\.key)
            self = .interpolated(examples: examples, share: rareShare)
        } else {
            return nil
        }
    }

    /// No land-cover legend has so many codes that a legend of ours leaves out.
    private static let mostDistinct = 64
    /// A raster may well have a few codes that the legend leaves out.
    private static let leastBlended = 6
    private static let largeShare = 0.05
}
