/// Words for a shell.
package enum ShellText {
    package static func quoted(_ path: String) -> String { "'" + path.replacing("'", with: "'\\''") + "'" }
}
