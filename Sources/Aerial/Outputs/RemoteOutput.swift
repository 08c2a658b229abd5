internal import Foundation
internal import Imagery
internal import Networks

/// An output that belongs in an object store: it is made on this machine, under the user's own folder, and sent when it is
/// whole. What an interrupted run leaves to go on from stays there.
struct RemoteOutput {
    private let address: String
    private let folder: String

    /// Where the journey writes.
    var local: String { "\(folder)/\(address.split(separator: "/").last ?? "output")" }

    /// - Parameter overwrites: something under the address may be replaced.
    /// - Throws: ``CommandError``, ``ImageryError`` before any work: for a web server, a store that does not take it, a name
    ///   that is taken.
    init(_ address: String, overwrites: Bool) throws {
        guard RemoteStore.takesFiles(address) else {
            throw CommandError(
                "\(address) can only be read. Write to s3://, gs:// or az://, or to a file here.")
        }
        self.address = address
        guard overwrites || !RemoteStore.has(address) else {
            throw CommandError(
                "\(address) is there already. Choose another name, or pass --overwrite to replace it.")
        }
        try RemoteStore.check(address)
        let name = FileChecksum.sha256(of: address).prefix(16)
        folder = "\(WeightsStore().directory)/outputs/\(name)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                "cannot write \(folder): \(error.localizedDescription). Set AERIAL_HOME to a folder of yours."
            )
        }
    }

    /// Does the work, sends its files, the one that was named last, and removes them here.
    func complete<Value>(_ observer: any JourneyObserver, _ work: (String) throws -> Value) throws -> Value {
        let value = try work(local)
        let name = (local as NSString).lastPathComponent
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        let place = address.prefix(address.utf8.count - name.utf8.count - 1)
        do {
            for each in names.filter({ $0 != name }).sorted() {
                try RemoteStore.send("\(folder)/\(each)", to: "\(place)/\(each)")
            }
            try RemoteStore.send(local, to: address)
        } catch {
            throw CommandError("\(error) The work is done and lies in \(folder): copy it from there.")
        }
        try? FileManager.default.removeItem(atPath: folder)
        observer.say("Sent to \(address).")
        return value
    }
}
