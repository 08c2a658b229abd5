import Foundation
import Testing

@testable import Aerial
@testable import AerialCLI

@Test func aClassMappingRenamesMergesAndDrops() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("classes-\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try "freeway: Developed\nrunway: Developed\nriver: null\n".write(
        to: file, atomically: true, encoding: .utf8)
    let mapping = try ClassMapping(file: file.path)
    #expect(mapping.className(forFolder: "freeway") == "Developed")
    #expect(mapping.className(forFolder: "runway") == "Developed")
    #expect(mapping.className(forFolder: "river") == nil)
    #expect(mapping.className(forFolder: "forest") == "forest")
}
