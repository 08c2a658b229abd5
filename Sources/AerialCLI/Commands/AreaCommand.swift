internal import ArgumentParser

struct AreaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "area",
        abstract: "Areas with intervals: draw a sample to label, then estimate.",
        discussion: """
            Counting a map's tiles is biased by the map's errors. A stratified random sample, labelled by a person, \
            corrects it and says how sure the figure is (Olofsson et al. 2014).

            Examples:
              aerial area design map.tif --out sample --imagery county_*.tif
              aerial area estimate --sample sample/sample.csv --map map.tif
            """,
        subcommands: [AreaDesignCommand.self, AreaEstimateCommand.self])
}
