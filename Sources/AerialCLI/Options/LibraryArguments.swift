public import Aerial
public import AerialCore
public import ArgumentParser
public import Networks
public import RunHistory
public import Training

// Words of the libraries as arguments of the command line.

extension LabelRule: ExpressibleByArgument {
    /// As the library reads the rule; `nil` for what is none.
    public init?(argument: String) { self.init(argument) }
    /// As it is written on the command line.
    public var defaultValueDescription: String { description }
}

extension SplitRule: ExpressibleByArgument {
    /// As the library reads the rule; `nil` for what is none.
    public init?(argument: String) { self.init(argument) }
    /// As it is written on the command line.
    public var defaultValueDescription: String { description }
}

extension Backbone: ExpressibleByArgument {
    /// By its name, of those that the program brings and of imported ones, or by that of timm and torchvision; `nil` where no
    /// network is called so.
    public init?(argument: String) {
        guard let known = WeightsStore().backbone(named: argument) ?? Backbone(knownElsewhereAs: argument)
        else {
            return nil
        }
        self = known
    }
    /// As it is written on the command line.
    public var defaultValueDescription: String { name }
    /// The names that are known.
    public static var allValueStrings: [String] { allCases.map(\.name) + WeightsStore().importedNames }
}

extension ExportPrecision: ExpressibleByArgument {}

extension ImageLayout: ExpressibleByArgument {}

extension RunStatus: ExpressibleByArgument {}

extension PrecisionChoice: ExpressibleByArgument {}

extension EvaluatedPart: ExpressibleByArgument {}

extension Normalization: ExpressibleByArgument {}

extension RetrainDepth: ExpressibleByArgument {}

extension Recipe.Precision: ExpressibleByArgument {}

extension BandList: ExpressibleByArgument {
    /// As `--bands` takes them.
    public init?(argument: String) { self.init(argument) }
    /// As they were written.
    public var defaultValueDescription: String { text }
}
