internal import Foundation
internal import Scoring

/// The bytes of a ledger: what was planned, then a frame per batch of outcomes. Every part carries its length and a
/// checksum, so that one cut short by a kill is known and dropped.
enum LedgerFile {
    static let magic = Array("AERIAL-LEDGER-1\n".utf8)

    static func frame(_ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 12)
        append(UInt32(payload.count), to: &bytes)
        append(checksum(payload[...]), to: &bytes)
        return bytes + payload
    }

    /// The whole frames of a file's content, and the length of what they take up.
    static func frames(of bytes: [UInt8]) -> (payloads: [ArraySlice<UInt8>], length: Int) {
        guard bytes.starts(with: magic) else { return ([], 0) }
        var payloads: [ArraySlice<UInt8>] = []
        var position = magic.count
        while position + 12 <= bytes.count {
            let length = Int(integer(UInt32.self, bytes[position...]))
            let start = position + 12
            guard start + length <= bytes.count else { break }
            let payload = bytes[start..<start + length]
            guard integer(UInt64.self, bytes[(position + 4)...]) == checksum(payload) else { break }
            payloads.append(payload)
            position = start + length
        }
        return (payloads, position)
    }

    static func encode(_ outcomes: [InferenceOutcome]) -> [UInt8] {
        var bytes: [UInt8] = []
        for outcome in outcomes {
            switch outcome {
            case .output(let values):
                bytes.append(0)
                append(UInt32(values.count), to: &bytes)
                for value in values { append(value.bitPattern, to: &bytes) }
            case .nodata(let reason): append(1, reason, to: &bytes)
            case .rejected(let reason): append(2, reason, to: &bytes)
            }
        }
        return bytes
    }

    /// `nil` for what no run has written: its counts do not fit its length.
    /// - Parameter classCount: how many numbers the network gives of a tile at least.
    static func outcomes(of payload: ArraySlice<UInt8>, classCount: Int) -> [InferenceOutcome]? {
        var outcomes: [InferenceOutcome] = []
        var rest = payload
        while let kind = rest.popFirst() {
            guard rest.count >= 4 else { return nil }
            let count = Int(integer(UInt32.self, rest))
            rest = rest.dropFirst(4)
            guard kind <= 2, kind != 0 || count >= classCount, count <= rest.count / (kind == 0 ? 4 : 1)
            else { return nil }
            if kind == 0 {
                let values = (0..<count).map { index in
                    Float(bitPattern: integer(UInt32.self, rest.dropFirst(4 * index)))
                }
                guard values.allSatisfy(\.isFinite) else { return nil }
                rest = rest.dropFirst(4 * count)
                outcomes.append(.output(values))
            } else {
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

    private static func integer<Number: FixedWidthInteger>(
        _ type: Number.Type, _ bytes: ArraySlice<UInt8>
    ) -> Number {
        bytes.prefix(MemoryLayout<Number>.size).reversed().reduce(0) { $0 << 8 | Number($1) }
    }

    /// FNV-1a, 64 bits.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
