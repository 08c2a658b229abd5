// The class of each picture of a folder.
// usage: FolderToClasses MODEL FOLDER OUT.csv
import Aerial

guard CommandLine.arguments.count == 4 else { fatalError("usage: FolderToClasses MODEL FOLDER OUT.csv") }
let words = CommandLine.arguments.dropFirst()

var plan = ScorePlan(model: words[1], inputs: [words[2]], out: words[3])
plan.precision = .fp32  // the same numbers on every processor

let summary = try plan.run(SilentObserver())
for (name, count) in summary.classes { print("\(name): \(count)") }
print("\(summary.counts.scored) of \(summary.counts.tiles) pictures, \(summary.counts.rejected) rejected")
