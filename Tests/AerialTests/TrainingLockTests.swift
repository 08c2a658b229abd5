import Foundation
import Testing

@testable import Aerial

struct TrainingLockTests {
    @Test func aSecondTrainingForTheSameModelIsRefused() throws {
        let folder = Scratch()
        let first = try #require(try TrainingLock(checkpointFolder: folder["m.checkpoints"], out: "m"))
        let error = #expect(throws: CommandError.self) {
            try TrainingLock(checkpointFolder: folder["m.checkpoints"], out: "m")
        }
        #expect(error?.description.contains("another training is writing m") == true)
        first.release()
        // A folder without checkpoints goes, one with some stays.
        #expect(try folder.names().isEmpty)
        let second = try #require(try TrainingLock(checkpointFolder: folder["m.checkpoints"], out: "m"))
        second.release()
    }

    @Test func aFolderThatIsNotThereYetNeedsNone() throws {
        #expect(try TrainingLock(checkpointFolder: Scratch()["none/m.checkpoints"], out: "none/m") == nil)
    }
}
