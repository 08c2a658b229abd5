import CTorchInterface
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

    /// By itself OpenBLAS takes all of the machine's processors, whatever `--threads` says. In a process of its own: other tests set
    /// their threads meanwhile.
    @Test func linearAlgebraKeepsToTheThreadsThatAreAskedFor() async {
        await #expect(processExitsWith: .success) {
            let torch = try TorchLibrary.load()
            for count in [1, 2, 1] {
                try torch.setThreads(count)
                guard [0, Int32(count)].contains(aerial_linear_algebra_threads()) else { exit(1) }
            }
        }
    }
}
