extension MapView {
    /// Of all views of a page, once.
    static let style = Markup(
        stringLiteral: """
            <style>
            .view .stage{position:relative;overflow:hidden;border:1px solid var(--line);border-radius:6px;
            background:var(--surface);cursor:crosshair;touch-action:pan-y;user-select:none;-webkit-user-select:none}
            .view .stage.near{touch-action:none}
            .view .stage:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
            .view .plate{position:absolute;inset:0;transform-origin:0 0}
            .view .plate img{position:absolute;inset:0;width:100%;height:100%;object-fit:contain;pointer-events:none}
            .view .classes{image-rendering:pixelated}
            .view .ground~.layer .classes{opacity:.55}
            .view .cell{position:absolute;display:none;outline:2px solid #fff;box-shadow:0 0 0 3px #000;pointer-events:none}
            .view .seam{position:absolute;top:0;bottom:0;left:50%;width:2px;margin-left:-1px;background:#fff;
            box-shadow:0 0 2px #000;pointer-events:none}
            .view .north{position:absolute;top:.5rem;right:.5rem;width:1.7rem;pointer-events:none;overflow:visible}
            .view .north path{fill:#111;stroke:#fff;stroke-width:1.5}
            .view .north text{font-size:13px;font-weight:700;text-anchor:middle;fill:#111;stroke:#fff;stroke-width:2.5px;
            paint-order:stroke}
            .view .scale{position:absolute;left:.6rem;bottom:.5rem;margin:0;padding:.1rem .4rem;border-radius:4px;
            background:rgb(255 255 255/.82);color:#111;font-size:.75rem;line-height:1.3;pointer-events:none}
            .view .scale:not(.set){display:none}
            .view .scale i{display:block;height:5px;border:1.5px solid #111;border-top:0}
            .view .zoom{position:absolute;top:.5rem;left:.5rem;margin:0;display:flex;flex-direction:column;gap:.25rem}
            .view .zoom button{width:2.1rem;height:2.1rem;padding:0;border:1px solid #8a8a84;border-radius:5px;
            background:rgb(255 255 255/.9);color:#111;font-size:1rem;line-height:1}
            .view .zoom button:last-child{font-size:.72rem}
            .view button{font:inherit;cursor:pointer}
            .view .readout{max-width:none;min-height:1.6em;margin:.5rem 0 0;font-size:.9rem;
            font-variant-numeric:tabular-nums}
            .view .dials{display:flex;flex-wrap:wrap;gap:.5rem 1.6rem;align-items:center;margin-top:.4rem;font-size:.88rem}
            .view .dials label{display:flex;flex-wrap:wrap;gap:.2rem .5rem;align-items:center;color:var(--soft);min-width:0;
            overflow-wrap:anywhere}
            .view .dials input{accent-color:var(--accent);width:10rem;min-height:1.6rem}
            .view .choice{display:flex;flex-wrap:wrap;gap:.3rem}
            .view .choice button{font-size:.86rem;padding:.3rem .8rem;border:1px solid var(--line);border-radius:5px;
            background:var(--surface);color:var(--ink)}
            .view .choice button[aria-pressed=true]{font-weight:600;border-color:var(--accent);
            box-shadow:inset 0 0 0 1px var(--accent)}
            .view [hidden]{display:none}
            @media (max-width:44rem){.view .zoom button{width:2.5rem;height:2.5rem}.view .choice button{padding:.5rem .8rem}}
            @media print{.view .zoom,.view .dials,.view .readout,.view .seam{display:none}
            .view .stage{break-inside:avoid;max-height:170mm}}
            </style>
            """)
}
