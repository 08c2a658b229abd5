@main enum Main {
    static func main() { WorkerProgram.run(Array(CommandLine.arguments.dropFirst())) }
}
