internal import AerialCLI
internal import AerialServer

/// The command line with the workbench's server in it.
@main enum Main {
    static func main() {
        runCommandLine(server: { settings, observer, announce in
            try Service.run(settings, observer, announce: announce)
        })
    }
}
