/// Candidates side by side, to go through and mark. The browser keeps the marks with the page; a button saves them as CSV.
enum ContactSheet {
    static func markup(_ candidates: [CandidateCard], target: String) -> Markup {
        "<ul class=\"sheet\">\(candidates.map { $0.markup(target: target) })</ul>"
    }

    static let tools: Markup = """
        <p class="tools"><button type="button" id="save">Save marks as CSV</button> \
        <span id="tally" role="status"></span></p>
        """

    static let style = Markup(
        stringLiteral: """

            ul.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));
            gap:1.4rem 1.1rem;list-style:none;margin:1rem 0 0;padding:0}
            .sheet li{border:2px solid var(--line);border-radius:8px;padding:.5rem;background:var(--surface)}
            .sheet .dates{display:grid;grid-template-columns:1fr 1fr;gap:.3rem}
            .sheet img,.sheet .blank{display:block;width:100%;aspect-ratio:1;border-radius:4px;background:var(--idle)}
            .sheet p{margin:.4rem 0 0;font-size:.9rem}.sheet .where{color:var(--soft);font-size:.8rem}
            .sheet .sampled{border:1px solid var(--line);border-radius:4px;padding:0 .35rem;font-size:.78rem;
            color:var(--soft)}
            .sheet li[data-marked=accept]{border-color:rgb(var(--right))}
            .sheet li[data-marked=reject]{border-color:rgb(var(--wrong))}
            .tools{position:sticky;top:0;z-index:1;max-width:none;padding:.5rem 0;background:var(--ground)}
            #tally{margin-left:.6rem;color:var(--soft);font-size:.9rem}
            button{font:inherit;font-size:.86rem;padding:.3rem .9rem;border:1px solid var(--line);border-radius:5px;
            background:var(--ground);color:var(--ink);cursor:pointer}
            button[aria-pressed=true]{font-weight:600;border-color:currentColor}
            button[data-mark=accept][aria-pressed=true]{background:rgb(var(--right)/.22)}
            button[data-mark=reject][aria-pressed=true]{background:rgb(var(--wrong)/.22)}
            @media print{.marks,.tools{display:none}}

            """)

    /// No sign of it may be special to XML: pages are well-formed. A browser that keeps nothing for a page (some do not
    /// for files) loses the marks with it, no more.
    static let script = Markup(
        stringLiteral: """

            const cards=[...document.querySelectorAll("li.candidate")];
            const shelf="aerial marks "+location.pathname+" "+cards.map(c=>c.dataset.id).join(" ");
            function kept(){try{return JSON.parse(localStorage.getItem(shelf))||{};}catch(error){return {};}}
            function keep(){
            const marks=Object.fromEntries(cards.map(c=>[c.dataset.id,c.dataset.marked||""]));
            try{localStorage.setItem(shelf,JSON.stringify(marks));}catch(error){}}
            function show(card,mark){
            if(mark)card.dataset.marked=mark;else delete card.dataset.marked;
            for(const button of card.querySelectorAll("button"))
            button.setAttribute("aria-pressed",button.dataset.mark===mark);}
            function tally(){
            const count=m=>cards.filter(c=>c.dataset.marked===m).length;
            document.getElementById("tally").textContent=count("accept")+" accepted, "+count("reject")+
            " rejected, "+cards.filter(c=>!c.dataset.marked).length+" to do"+sampled();}
            function sampled(){
            const sample=cards.filter(c=>c.dataset.sample==="1");
            const left=sample.filter(c=>!c.dataset.marked).length;
            return sample.length?left?"; "+left+" of the sample left":"; the whole sample is judged":"";}
            const before=kept();
            for(const card of cards){
            show(card,before[card.dataset.id]||"");
            for(const button of card.querySelectorAll("button"))button.addEventListener("click",()=>{
            show(card,card.dataset.marked===button.dataset.mark?"":button.dataset.mark);keep();tally();});}
            function cell(text){return /[",]/.test(text)?'"'+text.replaceAll('"','""')+'"':text;}
            document.getElementById("save").addEventListener("click",()=>{
            const rows=cards.map(c=>[c.dataset.rank,c.dataset.id,c.dataset.from,c.dataset.to,c.dataset.probability,
            ...c.dataset.place.split(", "),c.dataset.sample,c.dataset.marked||""].map(cell).join(","));
            const text=["rank,id,from,to,probability,latitude,longitude,sample,mark",...rows].join("\\r\\n")+"\\r\\n";
            const link=document.createElement("a");
            link.href=URL.createObjectURL(new Blob([text],{type:"text/csv"}));link.download="marks.csv";link.click();});
            tally();

            """)
}
