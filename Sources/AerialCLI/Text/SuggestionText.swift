internal import Aerial
internal import Reporting

extension SuggestionSummary {
    /// A sentence for stdout.
    var text: String {
        let classes = predicted.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return
            "\(suggested) of \(considered) to label (the model takes them for: \(classes)); \(reserved) were not offered."
    }
}
