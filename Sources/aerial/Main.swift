internal import AerialCLI

@main enum Main {
    static func main() async { await runCommandLine() }
}
