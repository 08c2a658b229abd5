internal import Aerial
internal import Reporting

extension ReviewSummary {
    /// A sentence for stdout.
    var text: String {
        let share = judged > 0 ? Double(suspects) / Double(judged) : nil
        return
            "\(suspects) of \(judged) training labels are probably wrong (\(NumberText.percent(share))); \(listed) are listed."
    }
}
