import Testing
import Training

@testable import Aerial

struct TrainingProgressTests {
    /// A damaged file may hold any number.
    @Test(arguments: [-1, Int.min, Int.max, 1 << 50]) func numbersThatNoTrainingComesToAreTold(number: Int) {
        #expect(TrainingProgress().isPossible)
        var progress = [TrainingProgress](repeating: TrainingProgress(), count: 5)
        progress[0].position.epoch = number
        progress[1].position.step = number
        progress[2].stepCount = number
        progress[3].tally.imageCount = number
        progress[4].tally.correctCount = number
        #expect(progress.allSatisfy { !$0.isPossible })
    }
}
