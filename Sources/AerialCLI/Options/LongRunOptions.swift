internal import ArgumentParser

/// What commands take that run for hours over imagery.
struct LongRunOptions: ParsableArguments {
    @Flag(help: "Go on where an interrupted run to the same --out stopped; the result is the same.")
    var resume = false

    @Option(
        help: ArgumentHelp(
            "Most memory that the process may take, in MB. (default: what it needs)", valueName: "MB"))
    var maxMemory: Int?

    var memoryBytes: Int? { maxMemory.map { $0 << 20 } }

    func validate() throws {
        if let maxMemory, maxMemory < 1 { throw ValidationError("--max-memory takes a number of megabytes.") }
    }
}
