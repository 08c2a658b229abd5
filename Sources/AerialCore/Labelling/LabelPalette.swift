/// What a raster says of its own numbers: a name and a colour each.
public struct LabelPalette: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public let name: String?
        public let color: LegendColor?

        public init(name: String?, color: LegendColor?) {
            self.name = name
            self.color = color
        }
    }

    public let entries: [Int: Entry]

    public init(entries: [Int: Entry]) {
        self.entries = entries
    }

    /// What each number is called: by its own name, or by the code of the National Land Cover Database that has its colour.
    public var meanings: [Int: String] {
        entries.compactMapValues { entry in
            entry.name ?? NLCDCode.all.first { $0.color == entry.color }?.name
        }
    }

    /// How the numbers of a raster are to be taken.
    public enum Reading: Sendable, Equatable {
        /// As the legend's codes: the palette says the same, or nothing.
        case codes
        /// By the palette's names or colours, which give every number that they speak of a meaning: the class by number. `example`
        /// is a number for which that is not what the number itself means.
        case palette(classIndexByNumber: [Int: Int], example: Contradiction)
        /// The palette contradicts the numbers and does not explain all of them.
        case contradiction(Contradiction)
    }

    /// A number that means one thing as a code and another by the palette.
    public struct Contradiction: Sendable, Equatable {
        public let number: Int
        /// The palette's name of it, or the name of the code that has its colour.
        public let meaning: String
        /// The class that the legend gives the number; `nil` when it lists no such code.
        public let className: String?

        public init(number: Int, meaning: String, className: String?) {
            self.number = number
            self.meaning = meaning
            self.className = className
        }
    }

    private struct Meaning {
        let text: String
        /// `nil` for cover that the legend leaves out.
        let classIndex: Int?
        let isByColor: Bool
    }

    /// - Parameter numbers: those that occur on more than a few pixels.
    public func reading(by legend: Legend, numbers: Set<Int>) -> Reading {
        var meanings = numbers.reduce(into: [Int: Meaning]()) { $0[$1] = meaning(of: $1, in: legend) }
        // One colour may be a coincidence.
        if meanings.values.count(where: \.isByColor) < min(Self.leastColors, numbers.count) {
            meanings = meanings.filter { !$0.value.isByColor }
        }
        let contradictions = meanings.filter { $0.value.classIndex != legend.classIndex(ofCode: $0.key) }
        guard let first = contradictions.min(by: { $0.key < $1.key }) else { return .codes }
        let example = Contradiction(
            number: first.key, meaning: first.value.text,
            className: legend.classIndex(ofCode: first.key).map { legend.classNames[$0] })
        // A number without name and colour is no class: nodata that nobody declared, say.
        guard numbers.allSatisfy({ meanings[$0] != nil || entries[$0] == nil }) else {
            return .contradiction(example)
        }
        return .palette(classIndexByNumber: meanings.compactMapValues(\.classIndex), example: example)
    }

    private static let leastColors = 3

    private func meaning(of number: Int, in legend: Legend) -> Meaning? {
        guard let entry = entries[number] else { return nil }
        if let name = entry.name, let found = Self.meaning(ofName: name, in: legend) { return found }
        return entry.color.flatMap { Self.meaning(ofColor: $0, in: legend) }
    }

    private static func meaning(ofName name: String, in legend: Legend) -> Meaning? {
        let plain = plain(name)
        guard !plain.isEmpty else { return nil }
        if let index = legend.classNames.firstIndex(where: { self.plain($0) == plain }) {
            return Meaning(text: legend.classNames[index], classIndex: index, isByColor: false)
        }
        guard legend.isOfNLCD, let code = NLCDCode.all.first(where: { self.plain($0.name) == plain }) else {
            return nil
        }
        return Meaning(text: code.name, classIndex: legend.classIndex(ofCode: code.code), isByColor: false)
    }

    private static func meaning(ofColor color: LegendColor, in legend: Legend) -> Meaning? {
        if legend.isOfNLCD, let code = NLCDCode.all.first(where: { $0.color == color }) {
            return Meaning(text: code.name, classIndex: legend.classIndex(ofCode: code.code), isByColor: true)
        }
        let same = legend.classes.indices.filter { legend.classes[$0].color == color }
        guard same.count == 1 else { return nil }
        return Meaning(text: legend.classNames[same[0]], classIndex: same[0], isByColor: true)
    }

    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
