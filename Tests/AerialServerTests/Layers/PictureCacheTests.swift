import AerialCore
import Foundation
import Testing

@testable import AerialServer

/// The cache gives back what was put in or nothing, and never holds more than it may.
struct PictureCacheTests {
    private func picture(_ number: Int, _ count: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count)
    }

    /// Against the newest of all that was ever put in: a picture is that one or none.
    @Test func aPictureIsTheLastOneOfItsNameOrNone() {
        let cache = PictureCache(mostBytes: 4000)
        var generator = SeededGenerator(seed: 21)
        var newest: [String: [UInt8]] = [:]
        var found = 0
        for number in 0..<4000 {
            let key = "\(Int.random(in: 0..<60, using: &generator))"
            if Bool.random(using: &generator) {
                let bytes = picture(number, Int.random(in: 0...500, using: &generator))
                cache[key] = bytes
                newest[key] = bytes
                #expect(cache[key] == bytes)
            } else if let bytes = cache[key] {
                found += 1
                #expect(bytes == newest[key])
            }
            #expect((0...4000).contains(cache.size))
        }
        #expect(found > 100)
        // What it says that it holds is what it holds.
        #expect((0..<60).compactMap { cache["\($0)"]?.count }.reduce(0, +) == cache.size)
    }

    @Test func thoseUnusedForLongestGoFirst() {
        let cache = PictureCache(mostBytes: 1000)
        for number in 0..<10 { cache["\(number)"] = picture(number, 100) }
        #expect(cache.size == 1000)
        // The two oldest are looked at, and so are no longer the oldest.
        #expect(cache["0"] != nil && cache["1"] != nil)
        cache["10"] = picture(10, 100)
        let kept = (0...10).filter { cache["\($0)"] != nil }
        #expect(kept.contains(0) && kept.contains(1) && kept.contains(10))
        #expect(kept.count == cache.size / 100)
        let gone = Set(0...10).subtracting(kept)
        #expect(gone == Set(2..<2 + gone.count))
    }

    @Test func aPictureInPlaceOfAnotherCountsOnce() {
        let cache = PictureCache(mostBytes: 1000)
        for size in [100, 30, 0, 125, 1] {
            cache["a"] = picture(1, size)
            #expect(cache.size == size && cache["a"]?.count == size)
        }
    }

    @Test func picturesOfNothingAreNotKeptWithoutEnd() {
        let cache = PictureCache(mostBytes: 1000)
        for number in 0...PictureCache.mostPictures { cache["\(number)"] = [] }
        #expect(cache["0"] == nil && cache["\(PictureCache.mostPictures)"] == [])
        #expect(
            (0...PictureCache.mostPictures).count { cache["\($0)"] != nil } == PictureCache.mostPictures / 4
                * 3)
    }

    /// Nothing to be seen is worth knowing too.
    @Test func anEmptyPictureIsKeptAndOneThatIsTooLargeIsNot() {
        let cache = PictureCache(mostBytes: 800)
        cache["clear"] = []
        #expect(cache["clear"] == [])
        cache["large"] = picture(1, 101)
        #expect(cache["large"] == nil && cache.size == 0)
        cache["fits"] = picture(1, 100)
        #expect(cache["fits"] != nil)
    }

    @Test func manyThreadsAtOnceLoseNothing() async {
        let cache = PictureCache(mostBytes: 100_000)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<200 {
                        let key = "\(number % 20) \(task % 2)"
                        cache[key] = [UInt8](repeating: UInt8(number % 20), count: 1000)
                        if let bytes = cache[key] {
                            #expect(bytes == [UInt8](repeating: UInt8(number % 20), count: 1000))
                        }
                    }
                }
            }
        }
        #expect(cache.size == 40_000)
    }
}
