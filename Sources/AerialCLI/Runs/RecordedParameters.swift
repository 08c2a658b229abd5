internal import ArgumentParser

/// A command's arguments and options with their values, whether given or left at their default.
enum RecordedParameters {
    /// By the option's name without dashes, `test-fraction` say.
    static func parameters(of command: any ParsableArguments) -> [String: String] {
        var parameters: [String: String] = [:]
        for child in Mirror(reflecting: command).children {
            guard let label = child.label, let wrapper = child.value as? any ParameterWrapper else {
                continue
            }
            if let group = wrapper.parameterValue as? any ParsableArguments {
                parameters.merge(self.parameters(of: group)) { own, _ in own }
            } else if let text = text(wrapper.parameterValue) {
                parameters[optionName(label)] = RecordedWords.hidingSecrets(text)
            }
        }
        return parameters
    }

    /// What talks about a run, not about its result.
    static let incidental: Set = ["json", "quiet", "runs", "mlflow", "feature-cache", "overwrite"]

    /// `_testFraction`, as the property wrapper is stored, becomes `test-fraction`.
    private static func optionName(_ label: String) -> String {
        label.drop { $0 == "_" }.reduce(into: "") { name, letter in
            name += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
        }
    }

    /// As it is written on the command line; `nil` for an option without a value.
    private static func text(_ value: Any) -> String? {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { text($0.value) }
        case .collection:
            return mirror.children.isEmpty
                ? nil : mirror.children.compactMap { text($0.value) }.joined(separator: " ")
        default: break
        }
        return (value as? any ExpressibleByArgument)?.defaultValueDescription ?? "\(value)"
    }
}

/// The property wrappers of the argument parser.
private protocol ParameterWrapper {
    var parameterValue: Any { get }
}

extension Argument: ParameterWrapper {
    fileprivate var parameterValue: Any { wrappedValue }
}

extension Option: ParameterWrapper {
    fileprivate var parameterValue: Any { wrappedValue }
}

extension Flag: ParameterWrapper {
    fileprivate var parameterValue: Any { wrappedValue }
}

extension OptionGroup: ParameterWrapper {
    fileprivate var parameterValue: Any { wrappedValue }
}
