public import AerialCore
public import ArgumentParser
public import Networks
public import RunHistory

// Words of the libraries as arguments of the command line.

extension LabelRule: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { description }
}

extension SplitRule: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { description }
}

extension Backbone: ExpressibleByArgument {}

extension RunStatus: ExpressibleByArgument {}
