/// What may have been meant by a word that is unknown.
package enum Misspelling {
    /// The nearest of the words that is at most two letters away; else one of which either is the beginning.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let near = known.map { ($0, distance($0, word)) }.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
        return near ?? known.first { $0.hasPrefix(word) || word.hasPrefix($0) }
    }

    /// `" Did you mean 'accuracy'?"`, or nothing.
    package static func hint(for word: String, among known: Set<String>) -> String {
        nearest(to: word, among: known.sorted()).map { " Did you mean '\($0)'?" } ?? ""
    }

    /// Letters to put in, take out or change (Levenshtein's distance).
    private static func distance(_ first: String, _ second: String) -> Int {
        let letters = Array(second)
        var row = Array(0...letters.count)
        for (index, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in letters.indices {
                let cost = min(
                    row[column] + 1, row[column + 1] + 1, diagonal + (letters[column] == letter ? 0 : 1))
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        return row[letters.count]
    }
}
