import AerialCore
import Foundation
import Testing

@testable import Reporting

/// Whatever a text holds, a page shows it as it is and stays a page.
struct MarkupPropertyTests {
    @Test func everyTextComesBackFromThePage() {
        for text in Hostile.texts {
            let markup: Markup = "<p title=\"\(text)\">\(text)</p>"
            let tree = PageTree(markup.html)
            #expect(tree.isWellFormed)
            #expect(tree.all("p").first?.rawText == Hostile.shown(text))
            #expect(tree.all("p").first?.attributes["title"] == Hostile.shown(text))
        }
    }

    @Test func textsByChanceComeBackToo() {
        var generator = SeededGenerator(seed: 51)
        let signs = [
            "<", ">", "&", "\"", "'", "]]>", "&amp;", "a", "é", "e\u{301}", "\u{1}", "\u{7F}", "林", "🌲", "--",
        ]
        for _ in 0..<300 {
            let text = (0..<8).map { _ in signs.randomElement(using: &generator) ?? "" }.joined()
            let markup: Markup = "<p title=\"\(text)\">\(text)</p>"
            let node = PageTree(markup.html).all("p").first
            #expect(node?.rawText == Hostile.shown(text) && node?.attributes["title"] == Hostile.shown(text))
        }
    }

    /// An accent on a sign does not hide the sign.
    @Test(arguments: ["<\u{301}b>", "&\u{308}lt;", "\"\u{301} x=\"1"]) func accentsDoNotHideASign(
        text: String
    ) {
        let markup: Markup = "<p title=\"\(text)\">\(text)</p>"
        let tree = PageTree(markup.html)
        #expect(tree.isWellFormed && tree.all("p").first?.attributes == ["title": text])
        #expect(tree.all("p").first.map { Array($0.rawText.utf8) } == Array(text.utf8))
    }

    /// XML 1.0 has no U+FFFE and U+FFFF: with one of them nothing of a page or a picture could be read.
    @Test(arguments: ["\u{FFFE}", "\u{FFFF}", "a\u{FFFF}\u{301}b", "\u{FFFF}\u{FFFE}", "ＡＢ\u{FFFE}"])
    func codePointsThatAreNoCharactersAreReplaced(text: String) throws {
        let markup: Markup = "<p title=\"\(text)\">\(text)</p>"
        let tree = PageTree(markup.html)
        #expect(tree.isWellFormed)
        let shown = text.unicodeScalars.map { [0xFFFE, 0xFFFF].contains($0.value) ? 0xFFFD : $0.value }
        #expect(tree.all("p").first?.rawText.unicodeScalars.map(\.value) == shown)
        #expect(tree.all("p").first?.attributes["title"]?.unicodeScalars.map(\.value) == shown)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude, 1e300, -1e19, 1e18, -0.0])
    func everyNumberIsOneOfSVG(value: Double) throws {
        let markup: Markup = "\(value)"
        let written = try #require(Double(markup.html))
        #expect(written.isFinite && markup.html.allSatisfy { "-+.e0123456789".contains($0) })
        if abs(value) <= 1e300 { #expect(abs(written - value) <= 1e-9 * abs(value)) }
    }

    @Test func coordinatesAreNoFartherOffThanHalfAHundredth() throws {
        var generator = SeededGenerator(seed: 52)
        for _ in 0..<300 {
            let value = Double.random(in: -1e6...1e6, using: &generator)
            let markup: Markup = "\(value)"
            let written = try #require(Double(markup.html))
            #expect(abs(written - value) <= 0.005 + 1e-9 && !markup.html.contains("e"))
        }
        let nothing: Markup = "\(-0.001)"
        #expect(nothing.html == "0")
    }

    @Test func aPageSaysItsTitleTwiceAndHasOneScript() {
        for text in Hostile.texts {
            let tree = PageTree(
                Page(title: text, kind: text, subtitle: text, sections: [.cautions([text, text])]).html)
            #expect(tree.isWellFormed)
            #expect(
                (tree.all("title") + tree.all("h1")).map(\.rawText) == [
                    Hostile.shown(text), Hostile.shown(text),
                ])
            #expect(tree.all("script").count == 1 && tree.all("p", class: "notice").count == 2)
            #expect(tree.section("Before you rely on it") != nil)
        }
    }

    @Test func withoutCautionsThereIsNoSectionOfThem() {
        #expect(
            Markup.cautions([]) == .empty && Markup.factTable([]) == .empty && Markup.bullets([]) == .empty)
        #expect(Markup.rejectedInputs([]) == .empty)
    }

    @Test(
        arguments: [(1, nil), (200, nil), (201, "and 1 more"), (1500, "and 1,300 more")] as [(Int, String?)])
    func rejectedInputsBeyondTheLimitAreCounted(count: Int, rest: String?) throws {
        let inputs = (0..<count).map { RejectedInput(id: "t\($0)", reason: "no <band>") }
        let section = try #require(PageTree(Markup.rejectedInputs(inputs).html).section("Rejected inputs"))
        let rows = try #require(section.all("table").first).rows.dropFirst()
        #expect(
            rows.map { $0[0] } == inputs.prefix(200).map(\.id) && rows.allSatisfy { $0[1] == "no <band>" })
        let note = section.all("p", class: "note").first?.text
        #expect(rest == nil ? note == nil : note?.hasPrefix(rest ?? "") == true)
    }

    @Test(arguments: [[], [0], [255, 0, 128, 10, 13], Array(0...255)] as [[UInt8]])
    func picturesAreCarriedByteByByte(bytes: [UInt8]) throws {
        for (picture, type) in [(ReportPicture.png(bytes), "png"), (.jpeg(bytes), "jpeg")] {
            let parts = picture.dataAddress.components(separatedBy: ",")
            #expect(parts.count == 2 && parts[0] == "data:image/\(type);base64")
            #expect(Data(base64Encoded: parts[1]).map(Array.init) == bytes)
        }
    }

    @Test func aDrawingWithScriptsIsNoPartOfThePage() throws {
        let svg = "<svg><script>alert(1)</script>é</svg>"
        let tree = PageTree(MapFigure(picture: .svg(svg), caption: "c").markup.html)
        #expect(tree.isWellFormed && tree.all("svg").isEmpty && tree.all("script").isEmpty)
        let address = try #require(tree.all("img").first?.attributes["src"])
        let data = Data(base64Encoded: String(address.drop { $0 != "," }.dropFirst()))
        #expect(data.map { String(decoding: $0, as: UTF8.self) } == svg)
    }
}

/// A card as a reader of CommonMark sees it.
struct ModelCardTextTests {
    private func card(_ text: String) throws -> ModelCard {
        var card = ModelCard(
            name: text,
            model: ModelFacts(
                backbone: text, classifier: text, trainingSamples: 1, trainedOn: text, metersPerPixel: 0.6),
            data: [Fact(text, text)], classes: [.init(name: text, training: 1200, heldOut: 3)],
            recipe: [Fact(text, text, isVerbatim: true)], summary: try Fixture.summary(), split: .scenes,
            weightsLicense: text, provenance: [Fact("Command", text, isVerbatim: true)])
        card.furtherLimits = [text]
        return card
    }

    /// Bars that no backslash makes text.
    private func bars(_ line: String) -> Int {
        var count = 0
        var isEscaped = false
        for sign in line.unicodeScalars {
            if sign == "|", !isEscaped { count += 1 }
            isEscaped = sign == "\\" && !isEscaped
        }
        return count
    }

    @Test func everyRowOfATableHasAsManyCells() throws {
        let accents = ["|\u{301}", "\\\u{308}|\u{301}x", "a\r\n|\u{20DD}b", "*|\u{200D}*"]
        for text in Hostile.texts + accents + ["two\nlines", "| a | b |", "a\\|b", "\\"] {
            let lines = try card(text).markdown().components(separatedBy: "\n").filter { $0.hasPrefix("|") }
            // Three columns of counts, then five of accuracies, each with head, rule and rows.
            #expect(lines.map(bars) == [4, 4, 4, 6, 6, 6, 6, 6], "\(text)")
        }
    }

    @Test func headingsAreThoseOfTheCardWhateverATextHolds() throws {
        let expected = [
            "## Intended use", "## Data", "## Classes", "## Recipe", "## How good it is", "## Limits",
            "## Licence of the weights", "## Provenance",
        ]
        for text in ["a\n## b", "a\r\n# b", "a\u{2028}## b", "x"] {
            let lines = try card(text).markdown().split(whereSeparator: \.isNewline)
            let headings = lines.filter { $0.hasPrefix("#") }.map(String.init)
            #expect(Array(headings.dropFirst()) == expected)
        }
    }

    /// CommonMark 0.31, section 2.4: each of these signs is itself behind a backslash.
    @Test(
        arguments: Hostile.texts + [
            "_a_ *b* `c` [d](e) <f>", "`\u{301}", "_\u{301}x_", "<\u{308}b>", "&amp;", "&#42;x&#42;",
        ])
    func noSignOfMarkdownStandsBare(text: String) {
        let escaped = Markdown.escaped(text)
        var isEscaped = false
        for sign in escaped.unicodeScalars {
            #expect(isEscaped || !"`*_[]<>|".unicodeScalars.contains(sign), "\(escaped)")
            #expect(isEscaped || sign != "&" || !text.contains(";"), "\(escaped)")
            isEscaped = sign == "\\" && !isEscaped
        }
        #expect(!isEscaped)
        // Without the backslashes it is the text.
        var plain = String.UnicodeScalarView()
        var rest = Array(escaped.unicodeScalars)[...]
        while let sign = rest.popFirst() { plain.append(sign == "\\" ? rest.removeFirst() : sign) }
        #expect(Array(plain) == Array(text.unicodeScalars))
    }

    @Test(arguments: ["\n", "\r", "\r\n", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}"])
    func textsStayOnTheirLine(
        end: String
    ) {
        #expect(Markdown.escaped("a\(end)b") == "a b")
        #expect(Markdown.facts([Fact("n", "a\(end)b", isVerbatim: true)]) == "- **n:** `a b`")
        #expect(
            Markdown.table(columns: [.text("h\(end)i")], rows: [["a\(end)b"]]) == "| h i |\n| --- |\n| a b |")
    }

    /// Two backticks with nothing between them would begin code that ends nowhere.
    @Test func nothingAsCodeIsNothing() {
        #expect(Markdown.facts([Fact("n", "", isVerbatim: true)]) == "- **n:** ")
    }

    /// CommonMark 0.31, section 6.1: code ends at a run of as many backticks as it began with.
    @Test(arguments: ["plain", "`", "a`b", "``", "a ``` b `` c ` d", "```x", " a ", " ", "`\u{301}`"])
    func codeHoldsItsBackticks(text: String) throws {
        let line = try #require(
            Markdown.facts([Fact("n", text, isVerbatim: true)]).components(separatedBy: "** ").last)
        let signs = Array(line.unicodeScalars)
        let fence = signs.prefix { $0 == "`" }.count
        #expect(signs.suffix(fence).allSatisfy { $0 == "`" })
        let inner = signs.dropFirst(fence).dropLast(fence)
        let runs = inner.split { $0 != "`" }.map(\.count)
        #expect(!runs.contains(fence))
        let isPadded = inner.first == " " && inner.last == " " && inner.contains { $0 != " " }
        #expect(Array(isPadded ? inner.dropFirst().dropLast() : inner) == Array(text.unicodeScalars))
    }

    @Test func partsWithoutContentHaveNoHeading() {
        let card = ModelCard(
            name: "m",
            model: ModelFacts(backbone: "b", classifier: "c", trainingSamples: 1, trainedOn: "d"), data: [],
            classes: [], recipe: [], summary: nil, split: .random, weightsLicense: "", provenance: [])
        let headings = card.markdown().components(separatedBy: "\n").filter { $0.hasPrefix("#") }
        #expect(headings == ["# m", "## Intended use", "## How good it is", "## Limits"])
        #expect(card.markdown().hasSuffix("\n") && !card.markdown().contains("\n\n\n"))
    }
}

struct HeldOutSplitTests {
    @Test(
        arguments: [
            (0, ", though some lie side by side:"), (0.4, ", though some lie side by side:"),
            (224, ", at least 224 m apart:"), (12_345.6, ", at least 12,346 m apart:"),
            (nil, " in different places:"),
        ] as [(Double?, String)])
    func blocksSayHowFarApartTheSidesLie(gap: Double?, words: String) {
        #expect(HeldOutSplit.blocks(blockMeters: 2000, gapMeters: gap).meaning.contains(words))
    }

    @Test(
        arguments: [
            (0, "side by side with training tiles"), (9999, "; the nearest training tile is 9,999 m away"),
            (10_000, "; the nearest training tile is 10 km away"), (1_234_567, "1,235 km away"),
        ] as [(Double, String)])
    func areasSayHowFarAwayTheyLie(gap: Double, words: String) {
        #expect(HeldOutSplit.areas(names: ["A"], gapMeters: gap).meaning.contains(words))
    }

    /// No gap is known, or none that a number can say.
    @Test(arguments: [Double.nan, .infinity, -.infinity]) func distancesThatAreNoNumbersAreNotSaid(
        meters: Double
    ) {
        for known in [
            HeldOutSplit.blocks(blockMeters: 2000, gapMeters: meters),
            .areas(names: ["A"], gapMeters: meters),
        ] {
            let unknown: HeldOutSplit =
                known.phrase.contains("blocks")
                ? .blocks(blockMeters: 2000, gapMeters: nil) : .areas(names: ["A"], gapMeters: nil)
            #expect(known.meaning == unknown.meaning && known.phrase == unknown.phrase)
        }
        #expect(
            HeldOutSplit.blocks(blockMeters: meters, gapMeters: 5).phrase == "held out by place, in blocks")
    }

    @Test(arguments: [1e19, 1e22, 1e300, -1e300]) func distancesOfEverySizeAreSaid(meters: Double) {
        let blocks = HeldOutSplit.blocks(blockMeters: meters, gapMeters: meters)
        #expect(
            blocks.phrase.hasSuffix("\u{A0}m")
                && blocks.meaning.contains(meters > 0 ? " m apart" : "side by side"))
        let areas = HeldOutSplit.areas(names: ["A"], gapMeters: meters)
        #expect(areas.meaning.contains(meters > 0 ? " km away" : "side by side"))
    }

    @Test func fewAreasAreNamedAndManyCounted() {
        let few = HeldOutSplit.areas(names: ["A", "B"], gapMeters: nil)
        #expect(few.meaning.hasPrefix("No tile of A, B had a part in training:"))
        #expect(few.phrase == "of 2 held-out areas")
        let many = HeldOutSplit.areas(names: (0..<6).map { "A\($0)" }, gapMeters: nil)
        #expect(many.meaning.hasPrefix("No tile of these areas had") && many.phrase == "of 6 held-out areas")
        #expect(HeldOutSplit.areas(names: ["Essex"], gapMeters: nil).phrase == "of the held-out area Essex")
    }
}
