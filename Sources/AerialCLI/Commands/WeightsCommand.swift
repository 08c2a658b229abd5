internal import ArgumentParser

struct WeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "Pretrained networks: list, get, import, try.",
        subcommands: [WeightsList.self, WeightsPull.self, WeightsImport.self, WeightsTry.self])
}
