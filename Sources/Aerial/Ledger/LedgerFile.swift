internal import Foundation
internal import Scoring

/// The bytes of a ledger: what was planned, then a frame per batch of outcomes. Every part carries its length and a
/// checksum, so that one cut short by a kill is known and dropped.
enum LedgerFile {
    static let magic = Array("AERIAL-LEDGER-1\n".utf8)
    /// A length and a checksum.
    static let frameHeaderLength = 12
    /// What an outcome's own bytes begin with: its kind and a count.
    static let outcomeHeaderLength = 5

    static func frame(_ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + frameHeaderLength)
        append(UInt32(payload.count), to: &bytes)
        append(checksum(payload[...]), to: &bytes)
        return bytes + payload
    }

    static func encode(_ outcomes: [InferenceOutcome], _ layout: LedgerLayout = .whole) -> [UInt8] {
        var bytes: [UInt8] = []
        for outcome in outcomes {
            switch outcome {
            case .output(let values):
                bytes.append(0)
                append(UInt32(values.count), to: &bytes)
                layout.append(values, to: &bytes)
            case .nodata(let reason): append(1, reason, to: &bytes)
            case .rejected(let reason): append(2, reason, to: &bytes)
            }
        }
        return bytes
    }

    /// `nil` for what no run has written: its counts do not fit its length.
    /// - Parameters:
    ///   - classCount: how many numbers the network gives of a tile at least.
    ///   - layout: of these numbers.
    static func outcomes(
        of payload: ArraySlice<UInt8>, classCount: Int, _ layout: LedgerLayout = .whole
    ) -> [InferenceOutcome]? {
        var outcomes: [InferenceOutcome] = []
        var rest = payload
        while let kind = rest.popFirst() {
            guard rest.count >= 4 else { return nil }
            let count = Int(integer(UInt32.self, rest))
            rest = rest.dropFirst(4)
            if kind == 0 {
                guard count >= classCount,
                    let values = rest.withUnsafeBytes({ layout.values(count, from: $0) })
                else { return nil }
                rest = rest.dropFirst(layout.byteCount(of: count))
                outcomes.append(.output(values))
            } else {
                guard kind <= 2, count <= rest.count else { return nil }
                let reason = String(decoding: rest.prefix(count), as: UTF8.self)
                rest = rest.dropFirst(count)
                outcomes.append(kind == 1 ? .nodata(reason) : .rejected(reason))
            }
        }
        return outcomes
    }

    private static func append(_ kind: UInt8, _ reason: String, to bytes: inout [UInt8]) {
        bytes.append(kind)
        append(UInt32(reason.utf8.count), to: &bytes)
        bytes += reason.utf8
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }

    fileprivate static func integer<Number: FixedWidthInteger>(
        _ type: Number.Type, _ bytes: ArraySlice<UInt8>
    ) -> Number {
        bytes.prefix(MemoryLayout<Number>.size).reversed().reduce(0) { $0 << 8 | Number($1) }
    }

    /// FNV-1a, 64 bits.
    fileprivate static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

/// The whole frames of a ledger, one after the other: one that was cut short by a kill ends them.
struct LedgerFrames {
    private let length: Int
    private let read: (UnsafeMutableRawBufferPointer, Int) -> Bool
    /// Where the next frame begins; after the last whole one, how long the whole part is. 0 for what is no ledger.
    private(set) var position = 0

    /// - Parameters:
    ///   - length: of the file.
    ///   - read: fills a buffer from a place in the file, if it can.
    init(length: Int, read: @escaping (UnsafeMutableRawBufferPointer, Int) -> Bool) {
        (self.length, self.read) = (length, read)
        if bytes(LedgerFile.magic.count, at: 0) == LedgerFile.magic { position = LedgerFile.magic.count }
    }

    mutating func next() -> (payload: [UInt8], position: Int)? {
        guard position > 0, let header = bytes(LedgerFile.frameHeaderLength, at: position) else { return nil }
        let start = position + LedgerFile.frameHeaderLength
        let count = Int(LedgerFile.integer(UInt32.self, header[...]))
        guard let payload = bytes(count, at: start),
            LedgerFile.integer(UInt64.self, header[4...]) == LedgerFile.checksum(payload[...])
        else { return nil }
        position = start + count
        return (payload, start)
    }

    private func bytes(_ count: Int, at position: Int) -> [UInt8]? {
        guard count <= length - position else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return bytes.withUnsafeMutableBytes { read($0, position) } ? bytes : nil
    }
}
