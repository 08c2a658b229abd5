import Testing

@testable import Networks

struct WeightsCatalogTests {
    @Test func pinsAreCompleteAndDistinct() {
        for pinned in WeightsCatalog.pinned {
            for checksum in [pinned.archiveChecksum, pinned.fileChecksum] {
                #expect(checksum.count == 64 && checksum.allSatisfy { $0.isHexDigit && !$0.isUppercase })
            }
            #expect(WeightsCatalog.pinned(named: pinned.name) == pinned)
        }
        #expect(Set(WeightsCatalog.pinned.map(\.fileName)).count == WeightsCatalog.pinned.count)
        #expect(
            WeightsCatalog.pinned(named: "efficientnet-lite0")?.fileName == "efficientnet-lite0-57934424.pth")
        #expect(WeightsCatalog.pinned(named: "lenet") == nil)
    }

    @Test func networksOfSeveralDenseLayersComeWithoutThem() {
        for backbone in [Backbone.alexNet, .vgg16] {
            #expect(WeightsCatalog.pinned(named: backbone.name)?.part == .convolutions)
        }
        #expect(WeightsCatalog.pinned(named: "squeezenet1-1")?.part == .all)
        // An archive's first folder is named after what it holds.
        for pinned in WeightsCatalog.pinned where pinned.archive == .source {
            #expect(pinned.pathInArchive.hasPrefix("\(pinned.package)-\(pinned.version)/"))
        }
    }

    @Test func theEnvironmentNamesTheStore() {
        #expect(
            WeightsStore(environment: ["AERIAL_HOME": "/a", "HOME": "/h"]).weightsDirectory == "/a/weights")
        #expect(WeightsStore(environment: ["HOME": "/h"]).weightsDirectory == "/h/.cache/aerial/weights")
    }
}
