/// Who wrote a file.
public enum AerialVersion {
    /// Major, minor and patch, after semver.org.
    public static let number = "0.1.0"
    /// As files name the program that wrote them.
    public static let programName = "aerial \(number)"
}
