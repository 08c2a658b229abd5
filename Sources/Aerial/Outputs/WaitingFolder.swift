internal import Foundation

/// The folder of a store, beside outputs or in them, where files wait until all of a command's have arrived, and older ones until
/// the new ones are in place. A run that is killed leaves it.
struct WaitingFolder: Sendable {
    static let beginning = ".aerial-"

    private let name = "\(WaitingFolder.beginning)\(UUID().uuidString.prefix(8))"

    /// Where a file waits that is sent: apart from the older ones, of which one may be called as this.
    func place(of file: String) -> String { "\(name)/new/\(file)" }

    /// Where the file waits that bore that name before.
    func place(ofOlder file: String) -> String { "\(name)/older/\(file)" }

    /// The folder in which a file waits, and the name that it is to have or had; `nil` for files that do not wait.
    static func parts(of name: String) -> (folder: String, file: String)? {
        guard name.hasPrefix(beginning),
            let match = name.wholeMatch(of: /(?s)(\.aerial-[0-9A-F]{8})\/(?:(?:new|older)\/)?(.+)/)
        else { return nil }
        return (String(match.output.1), String(match.output.2))
    }
}
