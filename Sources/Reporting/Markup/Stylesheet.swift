/// How reports look: on screens light and dark, on phones, on paper.
enum Stylesheet {
    static let markup = Markup(
        stringLiteral: [colors, text, tables, figures, gallery, narrow, paper].joined())

    // Text on its ground has a contrast of 4.5 or more; heat is a tint that the ink stays readable on.
    private static let colors = """

        :root{color-scheme:light dark;--ground:#faf9f6;--surface:#fff;--ink:#1c2225;--soft:#566165;--line:#e2dfd7;
        --accent:#1d6b58;--right:29 107 88;--wrong:190 78 40;--wrong-ink:#a8421d;--heat:.62;--bar:#5fa08f;
        --idle:#d9d5cb;--notice:#f4efe2}
        @media (prefers-color-scheme:dark){:root{--ground:#121517;--surface:#1a1e21;--ink:#e9ebea;--soft:#a6b0b3;
        --line:#30373b;--accent:#74ccb2;--right:64 176 148;--wrong:226 116 72;--wrong-ink:#f09a72;--heat:.52;
        --bar:#3f8f7b;--idle:#3b4347;--notice:#24261f}}
        """

    private static let text = """

        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:66rem;padding:3rem 2rem 4rem;background:var(--ground);color:var(--ink);
        font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        p,li,dd,.facts td,.reasons td,.reasons th{overflow-wrap:anywhere}
        h1,h2,.figure{font-family:ui-serif,"Iowan Old Style",Charter,Georgia,"Liberation Serif",serif;font-weight:600}
        h1{font-size:2.3rem;line-height:1.15;margin:.2rem 0 .5rem;letter-spacing:-.01em}
        h2{font-size:1.45rem;line-height:1.25;margin:0 0 .6rem}
        h3{font-size:.95rem;margin:1.6rem 0 .5rem}
        p{margin:0 0 .9rem;max-width:44rem}
        .kind{margin:0;color:var(--accent);font-size:.82rem;font-weight:600;letter-spacing:.08em;
        text-transform:uppercase}
        .subtitle{max-width:none}.subtitle,.lead,.caption,.note{color:var(--soft)}
        .caption{font-size:.86rem;margin:.6rem 0 0}
        .notice{background:var(--notice);border-left:3px solid rgb(var(--wrong));padding:.7rem 1rem;max-width:none;
        border-radius:0 6px 6px 0}
        section{margin-top:3.2rem}
        ul.plain{margin:0;padding-left:1.2rem;max-width:44rem}ul.plain li{margin-bottom:.5rem}
        .headline{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,6fr);gap:1.5rem 3rem;align-items:center;
        background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:1.8rem 2rem;margin-top:2rem}
        .figure{font-size:4rem;line-height:1;margin:0 0 .4rem;letter-spacing:-.02em}
        .headline p{margin-bottom:.3rem}
        .stats{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:1.1rem 1.5rem;margin:0}
        .stats dt{color:var(--soft);font-size:.86rem}.stats dd{margin:0;font-size:1.25rem;font-weight:600;
        font-variant-numeric:tabular-nums}
        .stats dd small{display:block;color:var(--soft);font-size:.8rem;font-weight:400}
        """

    private static let tables = """

        table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
        th,td{padding:.42rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
        thead th{color:var(--soft);font-size:.82rem;font-weight:600;vertical-align:bottom}
        thead th small{display:block;font-weight:400}
        tbody th{font-weight:500}
        tfoot th,tfoot td{font-weight:600;border-bottom:0}
        .number{text-align:right;white-space:nowrap}
        .scroll{overflow-x:auto}.scroll th{white-space:nowrap}.scrolls{position:relative}
        .scrolls+.scrolls{margin-top:1.8rem}.scrolls+p{margin-top:1rem}
        .scrolls::before,.scrolls::after{content:"";position:absolute;top:0;bottom:1.6rem;width:1.6rem;z-index:1;display:none;
        pointer-events:none}
        .scrolls::before{left:0;background:linear-gradient(to right,rgb(0 0 0/.28),transparent)}
        .scrolls::after{right:0;background:linear-gradient(to left,rgb(0 0 0/.28),transparent)}
        .scrolls.before::before,.scrolls.after::after{display:block}
        .more{display:none;margin:.25rem 0 0;height:1.35rem;max-width:none;text-align:right;color:var(--accent);font-size:.8rem}
        .wide .more{display:block}.more::after{content:" \\2194"}
        .swatch{display:inline-block;width:.85em;height:.85em;margin-right:.55em;border-radius:3px;
        border:1px solid rgb(128 128 128/.55);vertical-align:-.06em}
        .measure{min-width:6.5rem}
        .bar{display:block;height:5px;margin-top:.3rem;border-radius:3px;background:var(--idle);overflow:hidden}
        .bar i{display:block;height:100%;background:var(--bar);border-radius:3px}
        table.matrix{width:auto;border-collapse:separate;border-spacing:2px}
        .matrix th,.matrix td{border:0;padding:.4rem .55rem}
        .matrix td{min-width:5.6rem;text-align:center;border-radius:4px;background:var(--surface);
        vertical-align:middle}
        .matrix td.right{background:rgb(var(--right)/calc(var(--share)*var(--heat)))}
        .matrix td.wrong{background:rgb(var(--wrong)/calc(var(--share)*var(--heat)))}
        .matrix td.none{color:var(--soft)}
        .matrix tbody th{position:sticky;left:0;background:var(--ground);text-align:right;white-space:nowrap;
        font-size:.88rem;vertical-align:middle}
        .matrix thead th{text-align:center}
        .matrix thead .axis{text-align:left;color:var(--accent);font-weight:600;font-size:.82rem}
        .matrix td.total{background:none;min-width:3rem;color:var(--soft);text-align:right}
        .matrix.many{font-size:.78rem}.matrix.many th,.matrix.many td{padding:.2rem .25rem}
        .matrix.many td{min-width:1.9rem}.matrix.many tbody th{font-size:.8rem;padding-right:.5rem}
        .matrix.many thead .class span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap}
        .facts th{width:14rem;color:var(--soft);font-weight:500}
        .facts td{font-variant-numeric:normal}
        code{font:.86em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
        """

    private static let figures = """

        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:2rem}
        figure{margin:0}
        figure>svg,figure>img{display:block;width:100%;height:auto}
        figure.map>svg,figure.map>img{max-height:75vh;border:1px solid var(--line);border-radius:6px;
        background:var(--surface);image-rendering:pixelated;object-fit:contain}
        figcaption{color:var(--soft);font-size:.86rem;margin-top:.6rem}
        figcaption b{color:var(--ink)}
        svg text{font-family:inherit;font-size:12px;fill:var(--soft)}
        svg .rule{stroke:var(--line);stroke-width:1}svg .ideal{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:4 4}
        svg .column{fill:var(--bar)}svg .count{fill:var(--idle)}
        svg .curve{fill:none;stroke:var(--accent);stroke-width:2.2;stroke-linejoin:round}
        svg .dot{fill:var(--surface);stroke:var(--accent);stroke-width:2}
        svg .strong{fill:var(--ink);font-weight:600}
        svg .span{stroke:var(--accent);stroke-width:6;stroke-linecap:round;opacity:.45}
        svg .place-right{fill:var(--bar)}svg .place-wrong{fill:rgb(var(--wrong))}svg .place-other{fill:var(--idle)}
        .key-right{background:var(--bar)}.key-wrong{background:rgb(var(--wrong))}.key-other{background:var(--idle)}
        ul.legend{display:flex;flex-wrap:wrap;gap:.35rem 1.3rem;list-style:none;margin:.8rem 0 0;padding:0;
        font-size:.88rem}
        """

    private static let gallery = """

        ul.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:1.4rem 1.1rem;
        list-style:none;margin:1rem 0 0;padding:0}
        .gallery img,.gallery .blank{display:block;width:100%;aspect-ratio:1;object-fit:cover;border-radius:6px;
        background:var(--idle)}
        .gallery p{margin:.45rem 0 0;font-size:.88rem;line-height:1.4}
        .gallery .wrong-class{color:var(--wrong-ink);font-weight:600}
        .sight{position:relative}.sight .veil{display:none;position:absolute;inset:0;height:100%;background:none}
        input.why:checked~* .veil{display:block}input.why{margin:.9rem .45rem 0 0;vertical-align:-.1em}
        .gallery .where{color:var(--soft);font-size:.78rem;margin-top:.15rem}
        .pair+.note{margin-top:1.4rem}details{margin-top:.8rem;font-size:.9rem}summary{cursor:pointer;color:var(--accent)}
        """

    private static let narrow = """

        @media (max-width:44rem){body{padding:1.6rem 1.1rem 3rem;font-size:15px}h1{font-size:1.75rem}
        section{margin-top:2.5rem}.headline{grid-template-columns:1fr;padding:1.3rem}.figure{font-size:3.2rem}
        .facts th,.facts td{display:block;width:auto;padding:.15rem 0;border:0}
        .facts tr{display:block;padding:.45rem 0;border-bottom:1px solid var(--line)}
        th,td{padding:.4rem .45rem}.matrix td{min-width:3.2rem}.measure{min-width:4.6rem}ul.gallery{grid-template-columns:1fr 1fr}}
        """

    private static let paper = """

        @page{margin:16mm 14mm}
        @media print{:root{--ground:#fff;--surface:#fff;--ink:#000;--soft:#444;--line:#ccc;--accent:#1d6b58;
        --right:29 107 88;--wrong:190 78 40;--wrong-ink:#a8421d;--heat:.6;--bar:#5fa08f;--idle:#ddd;--notice:#f3f3f0}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
        body{max-width:none;padding:0;font-size:10pt}h1{font-size:20pt}h2,h3,.lead{break-after:avoid}h2{font-size:14pt}
        section{margin-top:9mm}figure,.gallery li,tr,.headline,p{break-inside:avoid}
        .scroll{overflow:visible;break-inside:avoid}.wide .more,.scrolls.before::before,.scrolls.after::after{display:none}.matrix td{min-width:3.5rem}.matrix.many,.matrix.many th{font-size:7pt}.matrix.many td{min-width:15pt}
        .matrix.many th,.matrix.many td{padding:1pt 1.5pt}.headline{grid-template-columns:4fr 6fr}
        .matrix.many tbody th{font-size:7pt}tfoot{display:table-row-group}ul.gallery{grid-template-columns:repeat(4,1fr)}
        figure.map>svg,figure.map>img{max-height:170mm}details:not([open]){display:none}}
        """
}
