internal import ArgumentParser

struct ImageryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imagery",
        abstract: "Find imagery of a place in a catalogue, and fetch it.",
        discussion: """
            Examples:
              aerial imagery search --stac planetary-computer --collection naip --aoi county.gpkg --out items.json
              aerial imagery fetch items.json --out naip
            """,
        subcommands: [ImagerySearchCommand.self, ImageryFetchCommand.self])
}
