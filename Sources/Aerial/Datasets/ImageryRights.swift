internal import Reporting

extension PreparedDataset {
    /// Where imagery of a catalogue comes from and what may be done with it, for cards and reports.
    var rights: [Fact] {
        let origins = imagery.compactMap(\.origin)
        guard !origins.isEmpty else { return [] }
        func each(_ values: [String]) -> String { Set(values).sorted().joined(separator: ", ") }
        let licences = each(
            origins.map { origin in
                (origin.licence ?? "not stated") + (origin.licenceAddress.map { " (\($0))" } ?? "")
            })
        let makers = each(origins.flatMap(\.providers))
        let catalogues = each(
            origins.map {
                [$0.collection, $0.catalogue ?? ""].filter { !$0.isEmpty }.joined(separator: " of ")
            })
        return [Fact("Imagery from", catalogues), Fact("Imagery licence", licences)]
            + (makers.isEmpty ? [] : [Fact("Imagery by", makers)])
    }
}
