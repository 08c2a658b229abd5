/// Values that begin with a dash and are numbers: `--aoi -84.2,36,-83.8,36.4`. The argument parser takes them for options
/// and says that the value is missing, so each is joined to its option.
enum DashedValues {
    /// - Parameter arguments: without the program's name.
    static func joined(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        var words: [String] = []
        for word in arguments[..<end] {
            if let option = words.last, option.hasPrefix("--"), !option.contains("="), isNumber(word) {
                words[words.count - 1] = "\(option)=\(word)"
            } else {
                words.append(word)
            }
        }
        return words + arguments[end...]
    }

    private static func isNumber(_ word: String) -> Bool {
        word.wholeMatch(of: /-[0-9.].*/) != nil
    }
}
