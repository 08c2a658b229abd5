internal import Foundation

/// libFuzzer's entry: the target is chosen by FUZZ_TARGET, and a corpus is written where FUZZ_CORPUS names a folder.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
        try? FileHandle.standardError.write(contentsOf: Data("FUZZ_TARGET is one of: \(names)\n".utf8))
        exit(64)
    }
    if let folder = ProcessInfo.processInfo.environment["FUZZ_CORPUS"] {
        for (number, seed) in Corpus.seeds(of: target).enumerated() {
            try? Data(seed).write(to: URL(fileURLWithPath: "\(folder)/seed-\(number)"))
        }
        exit(0)
    }
    return target
}()

@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<Int32>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>
) -> Int32 {
    _ = target
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// The package manager gives every program's `main` a name of its own, so libFuzzer's is not linked.
@_cdecl("Fuzzers_main")
public func fuzzersMain(
    _ count: Int32, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
    var (count, words) = (count, words)
    return runDriver(&count, &words) { testOneInput($0, $1) }
}
