/// Candidates side by side, to go through and mark. Marks live in the page; a button saves them as CSV.
enum ContactSheet {
    static func markup(_ candidates: [CandidateCard]) -> Markup {
        """
        <p class="tools"><button type="button" id="save">Save marks as CSV</button> <span id="tally"></span></p>
        <ul class="sheet">\(candidates.map(\.markup))</ul>
        """
    }

    static let style = Markup(
        stringLiteral: """

            ul.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(22rem,1fr));gap:1.4rem 1.1rem;
            list-style:none;margin:1rem 0 0;padding:0}
            .sheet li{border:2px solid transparent;border-radius:8px;padding:.5rem;background:var(--surface)}
            .sheet .dates{display:grid;grid-template-columns:1fr 1fr;gap:.3rem}
            .sheet img,.sheet .blank{display:block;width:100%;aspect-ratio:1;border-radius:4px;background:var(--idle)}
            .sheet p{margin:.4rem 0 0;font-size:.9rem}.sheet .where{color:var(--soft);font-size:.8rem}
            .sheet li[data-marked=accept]{border-color:rgb(var(--right))}
            .sheet li[data-marked=reject]{border-color:rgb(var(--wrong))}
            button{font:inherit;font-size:.86rem;padding:.2rem .8rem;border:1px solid var(--line);border-radius:5px;
            background:var(--ground);color:var(--ink);cursor:pointer}
            @media print{.marks,.tools{display:none}}

            """)

    /// No sign of it may be special to XML: pages are well-formed.
    static let script = Markup(
        stringLiteral: """

            const cards=[...document.querySelectorAll("li.candidate")];
            function tally(){
            const count=m=>cards.filter(c=>c.dataset.marked===m).length;
            document.getElementById("tally").textContent=count("accept")+" accepted, "+count("reject")+
            " rejected, "+cards.filter(c=>!c.dataset.marked).length+" to do";}
            for(const card of cards)for(const button of card.querySelectorAll("button"))
            button.addEventListener("click",()=>{
            const mark=button.dataset.mark;
            if(card.dataset.marked===mark)delete card.dataset.marked;else card.dataset.marked=mark;tally();});
            document.getElementById("save").addEventListener("click",()=>{
            const rows=cards.map(c=>{const place=c.dataset.place.split(", ");
            return [c.dataset.rank,c.dataset.id,c.dataset.probability,place[0],place[1],c.dataset.marked||""].join(",");});
            const text=["rank,id,probability,latitude,longitude,mark",...rows].join("\\r\\n")+"\\r\\n";
            const link=document.createElement("a");
            link.href=URL.createObjectURL(new Blob([text],{type:"text/csv"}));link.download="marks.csv";link.click();});
            tally();

            """)
}
