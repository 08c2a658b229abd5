import Testing

/// How tests say what they need.
struct RequirementTests {
    /// `#require(f(text))` takes its call apart: what C gets of a Swift text is gone before `f` runs, and a layer `truth` was called
    /// `0` now and then. Called before, or compared with something, it is whole.
    @Test func noCFunctionIsCalledByARequirement() {
        let call = /#(require|expect)\(\s*(GDAL|OGR|OSR|CPL|VSI|XG[BD]|cairo_|pango_|aerial_)\w*\(/
        let calls = SourceFile.tests.filter { file in
            file.code.matches(of: call).contains { match in
                let rest = file.code[match.range.upperBound...]
                return Self.afterCall(rest).firstMatch(of: /^\s*[,)]/) != nil
            }
        }
        #expect(SourceFile.tests.count > 300)
        #expect(calls.map { "\($0.target)/\($0.name)" }.filter { !$0.hasPrefix("HouseTests/") } == [])
    }

    /// What follows the bracket that ends a call's arguments.
    private static func afterCall(_ arguments: Substring) -> Substring {
        var depth = 1
        for index in arguments.indices {
            if arguments[index] == "(" { depth += 1 }
            if arguments[index] == ")" { depth -= 1 }
            if depth == 0 { return arguments[arguments.index(after: index)...] }
        }
        return ""
    }
}
