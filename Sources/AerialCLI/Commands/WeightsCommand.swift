internal import ArgumentParser

struct WeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "Pretrained networks: list, get, import, try.",
        discussion: """
            Examples:
              aerial weights list
              aerial weights pull squeezenet1-1
            """,
        subcommands: [WeightsList.self, WeightsPull.self, WeightsImport.self, WeightsTry.self])
}
