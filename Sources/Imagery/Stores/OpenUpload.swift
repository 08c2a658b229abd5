internal import CGDAL

/// A file on its way into an object store, which nobody sees before it is complete: GDAL sends a large one in parts and has
/// the store put them together last.
package final class OpenUpload: @unchecked Sendable {
    // One thread after the other uses the handle: who sends the file hands it to who completes it.
    private let file: UnsafeMutablePointer<VSILFILE>
    private let address: String
    /// What is sent, for another attempt.
    private let source: String
    private var sentBytes = 0

    /// Sends all of a file of this machine but for the last word.
    /// - Throws: ``Patience/Refusal`` where the store does not take it; then nothing of it is kept there.
    init(of source: String, to address: String, _ body: ((ArraySlice<UInt8>) throws -> Void) throws -> Void)
        throws
    {
        RemotePlace.forget(address)
        let (opened, refusal) = ServerWords.listening {
            RemotePlace.opening(address) { VSIFOpenL($0, "wb") }.value
        }
        guard let opened else { throw Patience.Refusal(reason: refusal ?? "") }
        (self.file, self.address, self.source) = (opened, address, source)
        do {
            try body { piece in
                let (count, refusal) = ServerWords.listening {
                    piece.withUnsafeBytes { Int(VSIFWriteL($0.baseAddress, 1, $0.count, opened)) }
                }
                guard count == piece.count else { throw Patience.Refusal(reason: refusal ?? "") }
                sentBytes += count
            }
        } catch let refusal as Patience.Refusal {
            // GDAL has given the upload up by itself.
            VSIFCloseL(opened)
            RemotePlace.forget(address)
            throw refusal
        } catch {
            abandon()
            throw error
        }
    }

    /// - Throws: ``Patience/Refusal``; then what was under the address is there as it was.
    func close() throws {
        defer { RemotePlace.forget(address) }
        let (status, refusal) = ServerWords.listening { VSIFCloseL(file) }
        guard status == 0 else {
            giveUpParts()
            throw Patience.Refusal(reason: refusal ?? "")
        }
    }

    /// Makes the file be there: a large one by a last word, since its parts are there.
    /// - Throws: ``ImageryError/cannotStore(path:reason:)``; then what was under the address is there as it was.
    package func complete() throws {
        do { try close() } catch let refusal as Patience.Refusal {
            guard ServerWords.mayPass(refusal.reason) else {
                throw ImageryError.cannotStore(path: address, reason: refusal.reason)
            }
            try RemoteStore.send(source, to: address)
        }
    }

    /// Ends it: what was under the address stays, and what was sent goes.
    package func abandon() {
        // Closing would put together what has come so far, in the place of what is there: the handle stays open.
        giveUpParts()
        RemotePlace.forget(address)
    }

    /// Parts that were sent are not kept, which would cost money where nobody sees them.
    private func giveUpParts() {
        guard sentBytes > Self.leastPartBytes else { return }
        RemoteStore.tidying { _ = RemotePlace.opening(address) { VSIAbortPendingUploads($0) } }
    }

    /// Stores take no parts that are smaller, but for the last one.
    private static let leastPartBytes = 5 << 20
}
