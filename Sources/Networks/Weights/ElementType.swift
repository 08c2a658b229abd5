/// How a file stores the numbers of a tensor, little-endian.
enum ElementType: Equatable {
    case float32, float64, float16, bfloat16
    /// Counters and masks: no weights, left out.
    case integer(byteCount: Int)

    var byteCount: Int {
        switch self {
        case .float32: 4
        case .float64: 8
        case .float16, .bfloat16: 2
        case .integer(let count): count
        }
    }

    /// The numbers of `count` elements that start at `offset`; the caller has checked that they lie within `bytes`.
    func values(in bytes: UnsafeRawBufferPointer, offset: Int, count: Int) -> [Float] {
        (0..<count).map { value(in: bytes, at: offset + $0 * byteCount) }
    }

    func value(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
        switch self {
        case .float32:
            Float(
                bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            )
        case .float64:
            Float(
                Double(
                    bitPattern: UInt64(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))))
        case .float16:
            Self.single(
                half: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        case .bfloat16:
            Float(
                bitPattern: UInt32(
                    UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))) << 16)
        case .integer:
            0
        }
    }

    /// IEEE 754 binary16 to binary32, exact.
    private static func single(half: UInt16) -> Float {
        let sign: Float = half >> 15 == 0 ? 1 : -1
        let exponent = Int(half >> 10 & 0x1F)
        let fraction = Float(half & 0x3FF) / 1024
        switch exponent {
        case 0: return sign * fraction * 0x1p-14
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default: return sign * (1 + fraction) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }
}
