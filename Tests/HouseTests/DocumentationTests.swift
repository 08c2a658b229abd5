import Testing

/// What a program can call says what it means.
struct DocumentationTests {
    /// Public declarations of a file, and how many have a comment that documents them.
    private static func count(_ file: SourceFile) -> (all: Int, documented: Int) {
        let declaration = /^\s*(@\w+(\([^)]*\))?\s+)*public\s+(?!import|extension)/
        var (all, documented) = (0, 0)
        for (number, line) in file.lines.enumerated() where line.firstMatch(of: declaration) != nil {
            // What a protocol of the standard library asks for is documented there.
            if line.firstMatch(
                of:
                    /static func (==|<|hash)|func (hash|encode)\(|init\(from |var (description|id|hashValue)\b|enum CodingKeys/
            ) != nil {
                continue
            }
            all += 1
            var above = number - 1
            // Attributes on lines of their own; a declaration above has a comment of its own.
            while above >= 0, file.lines[above].firstMatch(of: /^\s*@\w+(\([^)]*\))?\s*$/) != nil {
                above -= 1
            }
            if above >= 0, file.lines[above].trimmingPrefix(/\s+/).hasPrefix("///") { documented += 1 }
        }
        return (all, documented)
    }

    @Test(arguments: Set(SourceFile.all.map(\.target)).sorted())
    func nineOfTenPublicDeclarationsAreDocumented(target: String) {
        let counts = SourceFile.all.filter { $0.target == target }.map(Self.count)
        let (all, documented) = (counts.reduce(0) { $0 + $1.all }, counts.reduce(0) { $0 + $1.documented })
        #expect(10 * documented >= 9 * all, "\(target): \(documented) of \(all)")
    }
}
