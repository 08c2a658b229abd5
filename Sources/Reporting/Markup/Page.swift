/// A whole page that needs nothing beside it: no network, no fonts, no scripts but its own.
struct Page {
    let title: String
    /// What kind of report it is, above the title.
    let kind: String
    /// One line below the title.
    let subtitle: String
    let sections: [Markup]

    var html: String {
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta name="generator" content="aerial"/>
            <title>\(title)</title>
            <style>\(Stylesheet.markup)</style>
            </head>
            <body>
            <header class="masthead">
            <p class="kind">\(kind)</p>
            <h1>\(title)</h1>
            <p class="subtitle">\(subtitle)</p>
            </header>
            <main>
            \(sections)
            </main>
            <script>\(Self.script)</script>
            </body>
            </html>

            """
        return page.html
    }

    /// Says of a table that is wider than the window that it scrolls, and on which side there is more.
    private static let script = Markup(
        stringLiteral: """

            for(const box of document.querySelectorAll(".scroll")){
            const look=()=>{
            const rest=box.scrollWidth-box.clientWidth;
            box.parentElement.classList.toggle("wide",rest>1);
            box.parentElement.classList.toggle("before",box.scrollLeft>1);
            box.parentElement.classList.toggle("after",rest-1>box.scrollLeft);};
            box.addEventListener("scroll",look,{passive:true});
            new ResizeObserver(look).observe(box);look();}

            """)
}

extension Markup {
    /// A part of the page under a heading of its own.
    static func section(_ heading: String, lead: Markup = .empty, _ content: [Markup]) -> Markup {
        let leadParagraph: Markup = lead == .empty ? .empty : "<p class=\"lead\">\(lead)</p>"
        return """
            <section>
            <h2>\(heading)</h2>
            \(leadParagraph)
            \(content)
            </section>
            """
    }

    static func paragraph(_ text: String, class name: String = "") -> Markup {
        name.isEmpty ? "<p>\(unbroken: text)</p>" : "<p class=\"\(name)\">\(unbroken: text)</p>"
    }

    /// A wide table in a box that scrolls by itself, reachable with the keyboard; where there is more to see, it says so.
    static func scrolling(_ table: Markup, label: String) -> Markup {
        """
        <div class="scrolls"><div class="scroll" role="region" tabindex="0" aria-label="\(label)">\(table)</div>\
        <p class="more" aria-hidden="true">The table goes on sideways</p></div>
        """
    }

    /// What must be kept in mind, where there is anything.
    static func cautions(_ texts: [String]) -> Markup {
        texts.isEmpty
            ? .empty : .section("Before you rely on it", texts.map { .paragraph($0, class: "notice") })
    }
}
