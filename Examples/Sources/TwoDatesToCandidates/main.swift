// The tiles that were probably built on between two dates.
// usage: TwoDatesToCandidates MODEL BEFORE.tif AFTER.tif FOLDER
import Aerial

guard CommandLine.arguments.count == 5 else {
    fatalError("usage: TwoDatesToCandidates MODEL BEFORE.tif AFTER.tif FOLDER")
}
let words = CommandLine.arguments.dropFirst()

var plan = ChangePlan(model: words[1], before: [words[2]], after: [words[3]], out: words[4])
plan.length = .falseShare(0.1)

let change = try plan.run(SilentObserver())
print("\(change.candidates) of \(change.scored) tiles are newly \(change.target)")
if let share = change.expectedFalseShare { print("of these \(Int(100 * share)) % are expected to be false") }
for warning in change.warnings { print("warning: \(warning)") }
print("\(words[4])/candidates.gpkg and \(words[4])/report.html show them")
