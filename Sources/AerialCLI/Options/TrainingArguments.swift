public import ArgumentParser
public import Training

extension RetrainDepth: ExpressibleByArgument {}

extension Recipe.Precision: ExpressibleByArgument {}
