/// What a person said of labels that are probably wrong.
public struct LabelCorrections: Sendable, Equatable {
    public enum Correction: Sendable, Equatable {
        /// The label is right.
        case keep
        /// The tile shows several classes or none: it is not learned from.
        case drop
        /// It shows this class.
        case relabel(String)
    }

    /// A judged label.
    public struct Entry: Sendable, Equatable {
        /// The image's path below its dataset.
        public let path: String
        /// The label that was judged.
        public let label: String
        public let correction: Correction

        public init(path: String, label: String, correction: Correction) {
            self.path = path
            self.label = label
            self.correction = correction
        }

        /// The tile's name, such as `r0012_c0345`, or the image's file name without its ending.
        public var name: String {
            let file = path.split(separator: "/").last.map(String.init) ?? path
            return file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
        }
    }

    public let entries: [Entry]

    public init(entries: [Entry]) {
        self.entries = entries
    }

    /// `12 relabelled, 3 dropped, 40 kept`
    public var summary: String {
        func count(_ isOf: (Correction) -> Bool) -> Int { entries.count { isOf($0.correction) } }
        let relabelled = count { if case .relabel = $0 { true } else { false } }
        return "\(relabelled) relabelled, \(count { $0 == .drop }) dropped, \(count { $0 == .keep }) kept"
    }
}
