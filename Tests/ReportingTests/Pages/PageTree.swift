import Foundation
import FoundationXML

/// A page as a tree of elements, to look up what stands where.
final class PageTree: NSObject, XMLParserDelegate {
    final class Node {
        let name: String
        let attributes: [String: String]
        fileprivate(set) var children: [Node] = []
        /// Of all below it, each gap one blank.
        fileprivate(set) var rawText = ""

        init(name: String, attributes: [String: String]) {
            self.name = name
            self.attributes = attributes
        }

        var text: String { rawText.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

        /// All below it with this name, and this class where one is given, in the page's order.
        func all(_ name: String, class style: String? = nil) -> [Node] {
            children.flatMap { child in
                (child.name == name && (style == nil || child.attributes["class"] == style) ? [child] : [])
                    + child.all(name, class: style)
            }
        }

        /// Of an attribute that is a number.
        func number(_ attribute: String) -> Double? { attributes[attribute].flatMap(Double.init) }

        /// A table's rows, each the texts of its cells.
        var rows: [[String]] { all("tr").map { $0.children.map(\.text) } }
    }

    let root = Node(name: "", attributes: [:])
    private var open: [Node] = []
    private(set) var isWellFormed = false

    init(_ html: String) {
        super.init()
        open = [root]
        let parser = XMLParser(data: Data(html.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let node = Node(name: name, attributes: attributes)
        if name == "br" || name == "small" { for each in open { each.rawText += " " } }
        open.last?.children.append(node)
        open.append(node)
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        if open.count > 1 { open.removeLast() }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        for node in open { node.rawText += string }
    }

    func all(_ name: String, class style: String? = nil) -> [Node] { root.all(name, class: style) }

    /// The part of the page under a heading.
    func section(_ heading: String) -> Node? {
        all("section").first { $0.all("h2").first?.text == heading }
    }
}

/// Texts that would break a page, a table or a path that took them as they are.
enum Hostile {
    static let texts = [
        "\"><script>alert(1)</script>", "a & b < c > d 'e' \"f\"", "../../x", "]]>", "<!--", "&amp;&#0;",
        "a\u{0}b\u{1F}c\u{7F}", "Wa\u{308}lder", "森林", "غابة", "🌲🏽", "=1+1", "a|b`c`", "%s %d", "\\",
    ]

    /// As a page shows them: XML has no control characters.
    static func shown(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 }))
    }
}
