internal import COpenVINO

/// A call of the C interface: 0 is good, otherwise a message was left.
func engineCall(
    _ task: String, _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
) throws {
    var message: UnsafeMutablePointer<CChar>?
    guard body(&message) != 0 else { return }
    defer { aov_free_text(message) }
    throw InferenceError.engine(
        task: task, reason: message.map { String(cString: $0) } ?? "no reason was given.")
}

/// A text that the C interface allocates.
func engineText(
    _ task: String,
    _ body: (
        UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> Int32
) throws -> String {
    var text: UnsafeMutablePointer<CChar>?
    defer { aov_free_text(text) }
    try engineCall(task) { body(&text, $0) }
    return text.map { String(cString: $0) } ?? ""
}
