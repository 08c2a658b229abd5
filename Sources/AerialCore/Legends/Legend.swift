/// A colour of the legend, 8 bits per channel.
public struct LegendColor: Hashable, Sendable, Codable {
    /// 0 to 255.
    public let red: UInt8
    /// 0 to 255.
    public let green: UInt8
    /// 0 to 255.
    public let blue: UInt8

    /// Each channel from 0 to 255.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// A colour written as six hexadecimal digits, `AB6C28` or `#AB6C28`; `nil` for anything else.
    public init?(hexadecimal text: String) {
        let digits = text.hasPrefix("#") ? text.dropFirst() : Substring(text)
        // A sign is no digit, though numbers may begin with one.
        guard digits.count == 6, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }),
            let value = UInt32(digits, radix: 16)
        else { return nil }
        self.init(
            red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
    }

    /// The colour as `#RRGGBB`.
    public var hexadecimal: String {
        let digits = String(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), radix: 16, uppercase: true)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }
}

/// One class of a land-use map: its name, the land-cover codes that belong to it, its colour.
public struct LandUseClass: Hashable, Sendable, Codable {
    /// Unique in its legend.
    public let name: String
    /// Codes of the land-cover raster that count as this class. Empty for classes that no raster names.
    public let codes: [Int]
    /// On maps and in reports.
    public let color: LegendColor

    /// - Parameter codes: of the land-cover raster; empty for a class that no raster names.
    public init(name: String, codes: [Int], color: LegendColor) {
        self.name = name
        self.codes = codes
        self.color = color
    }

    /// Its name and colour alone.
    public var withoutCodes: LandUseClass { LandUseClass(name: name, codes: [], color: color) }
}

/// The classes of a map, in the order in which models and tables number them.
public struct Legend: Hashable, Sendable, Codable {
    /// `nlcd6` say.
    public let name: String
    /// From 1 to 255, in the order in which models and tables number them from 0.
    public let classes: [LandUseClass]

    /// - Throws: ``LegendError`` when there is no class, or a name or a code stands twice.
    public init(name: String, classes: [LandUseClass]) throws {
        try Self.check(classes, legend: name)
        self.name = name
        self.classes = classes
    }

    /// For the built-in legends, whose classes are known to be distinct.
    init(builtIn name: String, classes: [LandUseClass]) {
        self.name = name
        self.classes = classes
    }

    /// In the order of ``classes``.
    public var classNames: [String] { classes.map(\.name) }

    /// These classes of it, in their order; `nil` where it lacks one.
    public func part(ofClasses names: [String]) -> Legend? {
        let positions = names.compactMap { classIndex(named: $0) }
        guard positions.count == names.count else { return nil }
        return try? Legend(name: name, classes: positions.map { classes[$0] })
    }

    /// The position of the class that `code` belongs to; `nil` for a code that the legend does not list.
    public func classIndex(ofCode code: Int) -> Int? {
        classes.firstIndex { $0.codes.contains(code) }
    }

    /// The position of the class with this name; `nil` where there is none.
    public func classIndex(named name: String) -> Int? {
        classes.firstIndex { $0.name == name }
    }

    /// Class position by code, for lookups of many pixels.
    public var classIndexByCode: [Int: Int] {
        var table: [Int: Int] = [:]
        for (index, landUseClass) in classes.enumerated() {
            for code in landUseClass.codes { table[code] = index }
        }
        return table
    }

    private static func check(_ classes: [LandUseClass], legend: String) throws {
        guard !classes.isEmpty else { throw LegendError.noClasses(legend: legend) }
        // A class is stored as a byte in class maps, with 0 for "no data".
        guard classes.count <= 255 else {
            throw LegendError.tooManyClasses(legend: legend, count: classes.count)
        }
        var names: Set<String> = []
        var owners: [Int: String] = [:]
        for landUseClass in classes {
            guard names.insert(landUseClass.name).inserted else {
                throw LegendError.duplicateClass(legend: legend, name: landUseClass.name)
            }
            for code in landUseClass.codes {
                if let owner = owners.updateValue(landUseClass.name, forKey: code) {
                    throw LegendError.duplicateCode(
                        legend: legend, code: code, classes: [owner, landUseClass.name])
                }
            }
        }
    }
}

/// What is wrong with a legend.
public enum LegendError: Error, Equatable, CustomStringConvertible {
    case noClasses(legend: String)
    case tooManyClasses(legend: String, count: Int)
    case duplicateClass(legend: String, name: String)
    case duplicateCode(legend: String, code: Int, classes: [String])
    case notGroupable(className: String, legend: String)

    public var description: String {
        switch self {
        case .noClasses(let legend):
            "legend '\(legend)' has no classes. List at least one class with a name."
        case .tooManyClasses(let legend, let count):
            "legend '\(legend)' has \(count) classes; a class map holds at most 255. Merge some of them."
        case .duplicateClass(let legend, let name):
            "legend '\(legend)' names the class '\(name)' twice. Merge the two or rename one."
        case .duplicateCode(let legend, let code, let classes):
            "legend '\(legend)' puts code \(code) in both '\(classes.joined(separator: "' and '"))'. "
                + "Each code belongs to one class."
        case .notGroupable(let className, let legend):
            "class '\(className)' cannot be placed in the legend '\(legend)': its codes do not lie in one "
                + "class there. Give a legend file that holds all its codes in one class."
        }
    }
}
