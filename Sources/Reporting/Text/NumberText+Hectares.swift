extension NumberText {
    /// Hectares for a table that is calculated with: four decimals, and more where these would change the number by more than a
    /// millionth, as of the tiles of a few metres.
    public static func exactHectares(_ hectares: Double) -> String {
        let texts = (4...15).lazy.map { fixed(hectares, decimals: $0) }
        func isExact(_ text: String) -> Bool {
            // What is no number has one text.
            guard let value = Double(text) else { return true }
            return abs(value - hectares) <= 1e-6 * abs(hectares)
        }
        return texts.first(where: isExact) ?? fixed(hectares, decimals: 15)
    }
}
