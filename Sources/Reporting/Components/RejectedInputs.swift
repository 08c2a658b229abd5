/// An input that could not be scored, and why.
public struct RejectedInput: Sendable, Equatable {
    /// The tile's name, its place or its file.
    public let id: String
    /// Why it could not be scored, in plain English.
    public let reason: String

    public init(id: String, reason: String) {
        self.id = id
        self.reason = reason
    }
}

extension Markup {
    /// A section of the inputs that were left out; empty when there are none.
    static func rejectedInputs(_ inputs: [RejectedInput], limit: Int = 200) -> Markup {
        guard !inputs.isEmpty else { return .empty }
        let rows: [Markup] = inputs.prefix(limit).map {
            "<tr><th scope=\"row\">\($0.id)</th><td>\($0.reason)</td></tr>"
        }
        let rest = inputs.count - limit
        let more: Markup =
            rest > 0
            ? .paragraph("and \(NumberText.count(rest)) more, in the table of predictions", class: "note")
            : .empty
        return .section(
            "Rejected inputs", lead: "These could not be read and count in no figure.",
            [
                """
                <table class="reasons"><thead><tr><th scope="col">Input</th><th scope="col">Reason</th></tr></thead>\
                <tbody>\(rows)</tbody></table>
                """, more,
            ])
    }
}
