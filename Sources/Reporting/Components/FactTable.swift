/// One line of what a reader may want to look up: a name and its value.
public struct Fact: Sendable, Equatable {
    /// What stands on the left: "Ground sample distance".
    public let name: String
    /// What stands on the right, as a person reads it, with its unit.
    public let value: String
    /// Set in a fixed-width face: checksums, command lines.
    public let isVerbatim: Bool

    /// - Parameter isVerbatim: whether the value is set in a fixed-width face.
    public init(_ name: String, _ value: String, isVerbatim: Bool = false) {
        self.name = name
        self.value = value
        self.isVerbatim = isVerbatim
    }
}

extension Markup {
    static func factTable(_ facts: [Fact]) -> Markup {
        guard !facts.isEmpty else { return .empty }
        let rows: [Markup] = facts.map { fact in
            let value: Markup = fact.isVerbatim ? "<code>\(fact.value)</code>" : "\(fact.value)"
            return "<tr><th scope=\"row\">\(fact.name)</th><td>\(value)</td></tr>"
        }
        return "<table class=\"facts\"><tbody>\(rows)</tbody></table>"
    }

    static func bullets(_ texts: [String]) -> Markup {
        guard !texts.isEmpty else { return .empty }
        let items: [Markup] = texts.map { "<li>\(unbroken: $0)</li>" }
        return "<ul class=\"plain\">\(items)</ul>"
    }

    /// Figures side by side, each with its name and a remark.
    static func stats(_ stats: [(name: String, figure: String, remark: String)]) -> Markup {
        let items: [Markup] = stats.map {
            "<div><dt>\($0.name)</dt><dd>\($0.figure)<small>\($0.remark)</small></dd></div>"
        }
        return "<dl class=\"stats\">\(items)</dl>"
    }
}
