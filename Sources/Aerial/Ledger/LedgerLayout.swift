/// How the numbers of a tile lie in a ledger: 32 bits each, but for a range of them that may take 16.
struct LedgerLayout: Equatable {
    /// Kept as whole numbers of a step of each tile's own, 1/32,767 of the largest among them: each is off by half a step
    /// at most.
    let narrow: Range<Int>

    /// All numbers as they are.
    static let whole = LedgerLayout(narrow: 0..<0)

    /// What so many numbers of a tile take, in bytes.
    func byteCount(of count: Int) -> Int { 4 * (count - narrow.count) + narrowByteCount }

    /// What the narrow ones take, their step included; nothing where there are none.
    var narrowByteCount: Int { narrow.isEmpty ? 0 : 4 + 2 * narrow.count }

    /// - Parameter values: finite; at least as many as the narrow range needs.
    func append(_ values: [Float], to bytes: inout [UInt8]) {
        guard !narrow.isEmpty else { return Self.append(values[...], to: &bytes) }
        Self.append(values[..<narrow.lowerBound], to: &bytes)
        var step = (values[narrow].map(abs).max() ?? 0) / 32_767
        if !(32_767 * step).isFinite { step = step.nextDown }
        Self.append([step], to: &bytes)
        for value in values[narrow] {
            let steps = step > 0 ? Int16(min(32_767, max(-32_767, (value / step).rounded()))) : 0
            withUnsafeBytes(of: steps.littleEndian) { bytes += $0 }
        }
        Self.append(values[narrow.upperBound...], to: &bytes)
    }

    /// `nil` where the bytes are too few, or are no numbers.
    /// - Parameter bytes: begins with the tile's numbers.
    func values(_ count: Int, from bytes: UnsafeRawBufferPointer) -> [Float]? {
        guard count >= narrow.upperBound, byteCount(of: count) <= bytes.count else { return nil }
        var values = [Float](repeating: 0, count: count)
        let tail = 4 * narrow.lowerBound + narrowByteCount
        values.withUnsafeMutableBufferPointer { values in
            for index in 0..<narrow.lowerBound { values[index] = Self.float(bytes, at: 4 * index) }
            if !narrow.isEmpty {
                widen(
                    UnsafeRawBufferPointer(rebasing: bytes[(4 * narrow.lowerBound)...]),
                    into: UnsafeMutableBufferPointer(rebasing: values[narrow]))
            }
            for index in narrow.upperBound..<count {
                values[index] = Self.float(bytes, at: tail + 4 * (index - narrow.upperBound))
            }
        }
        return values.allSatisfy(\.isFinite) ? values : nil
    }

    /// The narrow numbers of a tile.
    /// - Parameters:
    ///   - bytes: at least ``narrowByteCount``.
    ///   - values: as many as the narrow range has.
    func widen(_ bytes: UnsafeRawBufferPointer, into values: UnsafeMutableBufferPointer<Float>) {
        let step = Self.float(bytes, at: 0)
        for index in 0..<narrow.count {
            let steps = Int16(
                littleEndian: bytes.loadUnaligned(fromByteOffset: 4 + 2 * index, as: Int16.self))
            values[index] = Float(steps) * step
        }
    }

    private static func append(_ values: ArraySlice<Float>, to bytes: inout [UInt8]) {
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
    }

    private static func float(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
        Float(
            bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
}
