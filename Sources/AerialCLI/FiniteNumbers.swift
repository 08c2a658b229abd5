internal import ArgumentParser

/// Options that take a number take a finite one: `inf` and `nan` are numbers to the argument parser, and nothing can be done
/// so often or by that share.
enum FiniteNumbers {
    /// What is wrong with the first option of a command that has another one; `nil` where there is none.
    static func message(of command: any ParsableCommand) -> String? {
        option(in: Mirror(reflecting: command), named: nil, depth: 0).map {
            "Error: --\($0) takes a number, and neither infinity nor 'nan' is one."
        }
    }

    /// Options lie in wrappers, and groups of them in wrappers of their own.
    private static let mostDepth = 12

    private static func option(in mirror: Mirror, named name: String?, depth: Int) -> String? {
        guard depth < mostDepth else { return nil }
        for child in mirror.children {
            let name = child.label.flatMap(optionName) ?? name
            if let number = child.value as? Double, !number.isFinite { return name }
            let found = option(in: Mirror(reflecting: child.value), named: name, depth: depth + 1)
            if let found { return found }
        }
        return nil
    }

    /// `_testFraction`, as a wrapped property is stored, is `--test-fraction`.
    private static func optionName(_ label: String) -> String? {
        guard label.hasPrefix("_"), label != "_parsedValue" else { return nil }
        return label.dropFirst().map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
    }
}
