internal import AerialCLI

@main enum Main {
    static func main() { runCommandLine() }
}
