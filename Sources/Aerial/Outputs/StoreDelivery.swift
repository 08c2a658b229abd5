internal import AerialCore
internal import Foundation
internal import Imagery
internal import Synchronization

/// Outputs of one command on their way into object stores: all of them appear, or none.
///
/// Stores know no change of several objects at once. So all is sent under names of its own first (`.aerial-...` beside the
/// outputs; large files in parts that nobody sees), and put in place when everything has arrived. What fails until then
/// leaves the stores as they were; what fails meanwhile is taken back.
struct StoreDelivery {
    private let outputs: [StoredOutput]
    private let observer: any JourneyObserver
    private let files: [Shipment]

    init(_ outputs: [StoredOutput], observer: any JourneyObserver) throws {
        self.outputs = outputs
        self.observer = observer
        let waiting = WaitingFolder()
        files = try outputs.flatMap { try $0.shipments(by: waiting) }
    }

    /// - Throws: ``CommandError``, ``JourneyCancelled``; then nothing of it lies in the stores, unless the error says so.
    func run() throws {
        // The store itself shows one file when it is whole, and the older one until then.
        if files.count == 1 {
            try RemoteStore.send(files[0].local, to: files[0].address)
        } else if !files.isEmpty {
            let arrived = try send()
            try putInPlace(arrived)
        }
        for output in outputs { Self.remove(output.leftovers) }
    }

    /// The files that wait under names of their own, as far as they are sent in parts.
    private typealias Arrived = [Int: OpenUpload]

    // MARK: - Sending

    private func send() throws -> Arrived {
        let total = files.reduce(0) { $0 + $1.bytes } / 1000
        let progress = Progress("sending \(name)", unit: "kB", total: total, observer: observer)
        let arrived = Mutex<Arrived>([:])
        var done = 0
        do {
            let files = files
            // The mark of a folder goes first: by it, aside, the next run knows what a killed one has begun.
            for isMark in [true, false] {
                try OrderedPipeline(workers: min(RemotePlace.requests, files.count)).run(
                    over: files.indices.filter { files[$0].isMark == isMark },
                    work: { number in
                        let file = files[number]
                        switch file.way {
                        case .atOnce: try RemoteStore.send(file.local, to: file.address)
                        case .aside(let place): try RemoteStore.send(file.local, to: place)
                        case .inParts:
                            let upload = try RemoteStore.begin(file.local, to: file.address)
                            arrived.withLock { $0[number] = upload }
                        }
                        return file.bytes
                    },
                    deliver: { bytes in
                        let before = done / 1000
                        done += bytes
                        try progress.advance(by: done / 1000 - before)
                    })
            }
        } catch {
            for upload in arrived.withLock({ Array($0.values) }) { upload.abandon() }
            Self.remove(files.compactMap(\.sentTo))
            throw error
        }
        progress.finish()
        return arrived.withLock { $0 }
    }

    private var name: String {
        outputs.map { FetchedFolder.name(of: $0.address) }.joined(separator: ", ")
    }

    // MARK: - The last words

    private func putInPlace(_ arrived: Arrived) throws {
        let changed = Mutex<[Int]>([])
        do {
            try each(files.indices.filter { files[$0].isThere }) { file, _ in try file.keepOlder() }
            // A folder of which some files are the older ones is none for as long.
            try each(files.indices.filter { files[$0].isThere && files[$0].isMark }) {
                file, _ in
                RemoteStore.remove(file.address)
            } begun: { number in
                changed.withLock { $0.append(number) }
            }
            for isMark in [false, true] {
                try each(files.indices.filter { files[$0].waits && files[$0].isMark == isMark }) {
                    file, number in
                    try file.putInPlace(arrived[number])
                } begun: { number in
                    changed.withLock { $0.append(number) }
                }
            }
        } catch {
            throw takenBack(changed.withLock { Set($0) }, arrived, error)
        }
        Self.remove(files.compactMap(\.older))
    }

    /// - Returns: the error, with what could not be taken back.
    private func takenBack(_ changed: Set<Int>, _ arrived: Arrived, _ error: any Error) -> any Error {
        let files = files
        for (number, upload) in arrived where !changed.contains(number) { upload.abandon() }
        let lost = Mutex<[String]>([])
        try? each(Array(changed)) { file, _ in
            do { try file.takeBack() } catch { lost.withLock { $0.append(file.address) } }
        }
        let stuck = lost.withLock { $0.sorted() }
        let kept = Set(stuck)
        Self.remove(
            files.flatMap { file in
                [file.sentTo, kept.contains(file.address) ? nil : file.older].compactMap { $0 }
            })
        guard !stuck.isEmpty else { return error }
        let older = files.filter { kept.contains($0.address) }.compactMap(\.older)
        return CommandError(
            "\(error) It could not be undone: \(stuck.joined(separator: ", ")) may be the new or missing, while other "
                + "outputs of this command are as they were."
                + (older.isEmpty ? "" : " What was there before lies in \(older.joined(separator: ", ")).")
        )
    }

    /// - Parameter begun: is told of a file before anything is done with it.
    private func each(
        _ numbers: [Int], _ body: @escaping @Sendable (Shipment, Int) throws -> Void,
        begun: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        let files = files
        try OrderedPipeline(workers: min(RemotePlace.requests, max(1, numbers.count))).run(
            over: numbers,
            work: { number in
                begun(number)
                try body(files[number], number)
            }, deliver: { _ in })
    }

    private static func remove(_ addresses: [String]) {
        try? OrderedPipeline(workers: min(RemotePlace.requests, max(1, addresses.count))).run(
            over: addresses, work: { RemoteStore.remove($0) }, deliver: { _ in })
    }
}

/// A file that is sent, and how.
struct Shipment: Sendable {
    enum Way: Sendable {
        /// To its name: what it belongs to is taken for nothing before another file is there.
        case atOnce
        /// To another name of the store, to be moved from there.
        case aside(String)
        /// To its name, in parts that are put together last.
        case inParts
    }

    /// Here and there.
    let local: String
    let address: String
    let bytes: Int
    let way: Way
    /// What bears its name already.
    let present: StoredObject?
    /// Its folder is taken for whole by it.
    let isMark: Bool
    /// Where what is there waits until all is done; `nil` where nothing is, and for what a store does not copy at once.
    let older: String?

    /// It is put in place when all others have arrived.
    var waits: Bool { if case .atOnce = way { false } else { true } }

    /// Where something of it lies once it is sent; `nil` for parts.
    var sentTo: String? {
        switch way {
        case .atOnce: address
        case .aside(let place): place
        case .inParts: nil
        }
    }

    func keepOlder() throws {
        if let older { try RemoteStore.copy(address, to: older) }
    }

    /// - Parameter upload: of a file that went in parts.
    func putInPlace(_ upload: OpenUpload?) throws {
        if case .aside(let place) = way { try RemoteStore.move(place, to: address) }
        try upload?.complete()
    }

    var isThere: Bool { present != nil }

    /// What was there is there again.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``.
    func takeBack() throws {
        // What the store refused to put in place has replaced nothing.
        if let present, try RemoteStore.object(at: address, named: present.name) == present { return }
        if let older {
            try RemoteStore.move(older, to: address)
        } else if isThere {
            throw ImageryError.cannotStore(path: address, reason: "it is too large to be copied at once")
        } else {
            RemoteStore.remove(address)
        }
    }
}
