import AerialCore
import Foundation
import Imagery
import Testing

@testable import AerialServer

/// What the service takes, before any request is sent.
struct ServiceTests {
    private let workbench = Workbench(folders: ["/nowhere"], threads: 1, program: "/bin/false", history: nil)

    @Test func theDocumentDescribesEveryAddressAndItsParameters() throws {
        let document = OpenAPI(endpoints: workbench.endpoints).document
        #expect(document["openapi"]?.text == "3.1.0")
        var names: Set<String> = []
        for endpoint in workbench.endpoints {
            let operation = try #require(document["paths"]?[endpoint.path]?[endpoint.method.rawValue])
            let name = try #require(operation["operationId"]?.text)
            #expect(names.insert(name).inserted, "\(name) stands twice")
            // What stands in braces is described, and nothing else is said to stand in the path.
            let inPath = endpoint.path.matches(of: /\{(\w+)\}/).map { String($0.output.1) }
            #expect(endpoint.parameters.filter { $0.place == .path }.map(\.name) == inPath)
            if case .none = endpoint.body { continue }
            #expect([.put, .post].contains(endpoint.method))
        }
    }

    @Test(arguments: [
        ("box", "1,2,3"), ("box", "3,0,1,1"), ("box", "a,b,c,d"), ("box", "nan,0,1,1"), ("box", "0,0,1e9,1"),
    ])
    func aBoxIsFourNumbersInOrder(name: String, text: String) {
        #expect(throws: Problem.self) { try Parameter.query(name, .box, "").check(text) }
    }

    @Test(arguments: ["..", ".hidden", "a/b", "a b", "", String(repeating: "a", count: 200), "ä"])
    func aNameNamesNoPath(text: String) {
        #expect(throws: Problem.self) { try Parameter.path("item", .name, "").check(text) }
    }

    @Test(arguments: [
        ("a", false), ("a,b", true), ("a,b,c", true), ("a,b,c,d", false), ("a,,b", false), ("a,b/c", false),
    ])
    func severalNamesAreAsManyAsAreTaken(text: String, isTaken: Bool) {
        let parameter = Parameter.query("runs", .names(2...3), "")
        let isRefused = (try? parameter.check(text)) == nil
        #expect(isRefused != isTaken)
    }

    @Test(arguments: [
        ("localhost:8080", true), ("127.0.0.1", true), ("[::1]:8080", true), ("evil.example", false),
        ("127.0.0.1.evil.example", false), ("localhost.evil.example:80", false), ("", false),
    ])
    func loopbackIsKnownByItsNames(authority: String, isLoopback: Bool) {
        #expect(Access.isLoopback(authority) == isLoopback)
    }

    /// It was one pixel in half-clear blue once, which QGIS drew all round the ground that was scored.
    @Test func whatHasNoPictureIsClear() throws {
        let path = NSTemporaryDirectory() + "clear-\(UUID().uuidString).png"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(EndpointHandler.clearPicture).write(to: URL(fileURLWithPath: path))
        let image = try ImageFile.read(path: path, side: 256)
        #expect(image.emptyPixelCount == 256 * 256)
    }

    @Test func aFullLineOfWorkRefuses() async throws {
        let pool = WorkPool(threads: 1, mostWaiting: 1)
        let gate = DispatchSemaphore(value: 0)
        let first = Task { try await pool.run { gate.wait() } }
        while pool.waiting > 0 { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(50))
        let second = Task { try await pool.run {} }
        while pool.waiting == 0 { try await Task.sleep(for: .milliseconds(1)) }
        await #expect(throws: Problem.self) { try await pool.run {} }
        gate.signal()
        try await first.value
        try await second.value
    }

    @Test func picturesBeyondTheLimitLeaveTheCache() {
        let cache = PictureCache(mostBytes: 1000)
        for index in 0..<50 { cache["\(index)"] = [UInt8](repeating: 1, count: 100) }
        #expect(cache.size <= 1000)
        #expect(cache["49"] != nil)
        #expect(cache["0"] == nil)
    }
}
