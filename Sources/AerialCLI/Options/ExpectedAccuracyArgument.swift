public import Aerial
public import ArgumentParser

extension ExpectedAccuracy: ExpressibleByArgument {
    /// `0.85` or `Developed=0.7`.
    public init?(argument: String) {
        let parts = argument.split(separator: "=")
        guard (1...2).contains(parts.count), let accuracy = Double(parts[parts.count - 1]),
            accuracy > 0, accuracy < 1
        else { return nil }
        self.init(className: parts.count == 2 ? String(parts[0]) : nil, accuracy: accuracy)
    }

    /// As it is written on the command line.
    public var defaultValueDescription: String { (className.map { "\($0)=" } ?? "") + "\(accuracy)" }
}
