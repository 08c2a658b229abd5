/// Who wrote a file.
public enum AerialVersion {
    public static let number = "0.1.0"
    public static let programName = "aerial \(number)"
}
