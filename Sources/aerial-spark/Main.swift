internal import Aerial
internal import AerialCLI
internal import AerialSpark

/// The command line with Spark's client in it.
@main enum Main {
    static func main() {
        runCommandLine { settings in
            try .spark(
                address: settings.address, storage: settings.storage, job: settings.job,
                worker: settings.worker, partitions: settings.partitions)
        }
    }
}
