import Testing

/// Runs what must be refused, and holds it to the contract: the status, a message that names the file and the remedy,
/// nothing on stdout, and not a file more than before.
@discardableResult
func expectRefusal(
    _ arguments: [String], in scratch: Scratch, status: Int32 = 1, saying parts: [String],
    largestFile: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Program.Run {
    let before = scratch.tree()
    let run = try Program.run(arguments, in: scratch.path, largestFile: largestFile)
    #expect(run.status == status, "\(run.command): \(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output == "", sourceLocation: sourceLocation)
    for part in parts {
        #expect(run.errors.contains(part), "\(run.errors) lacks '\(part)'", sourceLocation: sourceLocation)
    }
    #expect(!run.errors.contains("NSCocoaErrorDomain"), "\(run.errors)", sourceLocation: sourceLocation)
    #expect(scratch.tree() == before, "\(run.command) left files", sourceLocation: sourceLocation)
    return run
}
