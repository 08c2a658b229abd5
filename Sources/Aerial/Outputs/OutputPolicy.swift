/// What a journey may do to what lies where it writes.
public struct OutputPolicy: Sendable {
    /// Replaces what is there already. Inputs and labels that a person filled in are not replaced even so.
    public var overwrites: Bool
    /// Files that are as good as inputs: a legend that settings were read from, say.
    public var keeps: [String]

    /// Makes one that replaces nothing but a journey's own earlier outputs.
    public init(overwrites: Bool = false, keeps: [String] = []) {
        self.overwrites = overwrites
        self.keeps = keeps
    }
}
