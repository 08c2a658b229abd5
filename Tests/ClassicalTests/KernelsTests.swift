import Foundation
import Testing
import TorchRuntime

struct KernelsTests {
    /// Debian 12's OpenBLAS does not know processors of after 2022, and has kernels that suit them.
    @Test func aProcessorWithVectorsOf256BitsNeverGetsTheKernelsOfOneOf2004() throws {
        let processor = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        guard processor.split(separator: " ").contains("avx2") else { return }
        _ = try TorchLibrary.load()
        #expect(TorchLibrary.linearAlgebraKernels != "Prescott")
    }
}
