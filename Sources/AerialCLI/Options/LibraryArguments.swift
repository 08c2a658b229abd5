public import Aerial
public import AerialCore
public import ArgumentParser
public import Networks
public import RunHistory
public import Training

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

extension PrecisionChoice: ExpressibleByArgument {}

extension EvaluatedPart: ExpressibleByArgument {}

extension Normalization: ExpressibleByArgument {}

extension RetrainDepth: ExpressibleByArgument {}

extension Recipe.Precision: ExpressibleByArgument {}
