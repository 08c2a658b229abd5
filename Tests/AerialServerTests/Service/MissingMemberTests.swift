import AerialCore
import Foundation
import HTTPTypes
import Imagery
import Testing

@testable import AerialServer

final class MissingMemberTests {
    private let folder: String

    init() throws {
        let path = NSTemporaryDirectory() + "aerial-fault-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        folder = try #require(ServedPath.real(path))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test(arguments: ["{}", "{\"rings\":[[[5,5],[6,5],[6,6],[5,5]]]}", "{\"Class\":\"Shrub\"}"])
    func aBodyWithoutTheMemberThatMustBeThereRemovesNothing(body: String) async throws {
        let service = ServiceInProcess(folders: [folder])
        let polygon = "{\"labels\":[{\"class\":\"a\",\"rings\":[[[0,0],[1,0],[1,1],[0,0]]]}]}"
        let added = try await service.ask("/api/labels", .post, body: polygon)
        guard case .array(let ids) = added.json?["ids"], let id = ids.first?.text else { return }
        #expect(try await service.ask("/api/labels/\(id)", .put, body: body).status == 400)
        guard case .array(let left) = try await service.ask("/api/labels").json?["features"] else { return }
        #expect(left.count == 1)
    }
}
