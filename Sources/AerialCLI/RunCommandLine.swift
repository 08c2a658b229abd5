internal import Aerial
internal import ArgumentParser
internal import Foundation

/// Runs the command line with the process's arguments; ends the process with its exit status. To be called on the main
/// thread: training keeps its memory in the heap that only this thread has.
/// - Parameters:
///   - spark: makes Spark clusters, in a program that has their client.
///   - server: runs the workbench's server, in a program that has it.
public func runCommandLine(spark: SparkConnector? = nil, server: ServerRunner? = nil) {
    Interruption.listen()
    let arguments = DashedValues.joined(Array(CommandLine.arguments.dropFirst()))
    let message =
        UnknownCommand.first(in: arguments)?.message ?? UnknownOption.first(in: arguments)?.message
    if let message {
        Console.remark(message)
        exit(ExitCode.validationFailure.rawValue)
    }
    if let spark { SparkDoor.open(spark) } else { SparkDoor.handOver(arguments) }
    if let server { ServerDoor.open(server) } else { ServerDoor.handOver(arguments) }
    do {
        var command = try AerialCommand.parseAsRoot(arguments)
        if let message = FiniteNumbers.message(of: command) {
            Console.remark(message)
            exit(ExitCode.validationFailure.rawValue)
        }
        try command.run()
    } catch let cancelled as JourneyCancelled {
        Console.remark("\(cancelled)")
        exit(Interruption.exitCode.rawValue)
    } catch {
        let error = CommandError.inWords(error)
        let status = AerialCommand.exitCode(for: error)
        let message = AerialCommand.fullMessage(for: error)
        // Help and the version are data.
        guard !status.isSuccess, !message.isEmpty else { AerialCommand.exit(withError: error) }
        Console.remark(message)
        exit(status.rawValue)
    }
}
