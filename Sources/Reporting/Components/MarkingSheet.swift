/// What pages to mark share: pictures side by side, each with buttons, and a list of classes where it takes one. The browser keeps the
/// marks with the page; a button saves them as a file.
enum MarkingSheet {
    /// - Parameters:
    ///   - save: what the button says.
    ///   - loads: what is said where a saved file is chosen.
    static func tools(_ save: String, loads: String) -> Markup {
        """
        <p class="tools"><button type="button" id="save">\(save)</button> \
        <label class="load">\(loads) <input type="file" id="load" accept=".csv,.geojson,.json"/></label> \
        <span id="tally" role="status"></span></p>
        """
    }

    /// - Parameter emptyText: what stands where no class is chosen.
    static func classList(_ names: [String], emptyText: String, label: String) -> Markup {
        let options: [Markup] = names.map { "<option value=\"=\($0)\">\($0)</option>" }
        return "<select aria-label=\"\(label)\"><option value=\"\">\(emptyText)</option>\(options)</select>"
    }

    /// Of every sheet to mark.
    static let base = Markup(
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
            .load{margin-left:.6rem;font-size:.86rem;color:var(--soft)}.load input{font:inherit;max-width:14rem}
            #tally{margin-left:.6rem;color:var(--soft);font-size:.9rem}
            button{font:inherit;font-size:.86rem;padding:.3rem .9rem;border:1px solid var(--line);border-radius:5px;
            background:var(--ground);color:var(--ink);cursor:pointer}
            button[aria-pressed=true]{font-weight:600;border-color:currentColor}
            button[data-mark=accept][aria-pressed=true]{background:rgb(var(--right)/.22)}
            button[data-mark=reject][aria-pressed=true]{background:rgb(var(--wrong)/.22)}
            @media print{.marks,.tools{display:none}}

            """)

    /// Of sheets of single pictures.
    static let style = Markup(
        stringLiteral: """
            \(base.html)
            ul.single{grid-template-columns:repeat(auto-fill,minmax(min(14.5rem,100%),1fr))}
            .single .marks{display:flex;flex-wrap:wrap;gap:.35rem}
            .single button{padding:.3rem .6rem}
            select{font:inherit;font-size:.86rem;padding:.28rem .4rem;border:1px solid var(--line);border-radius:5px;
            background:var(--ground);color:var(--ink);max-width:100%;flex:1 1 7rem}
            .single li[data-marked]{border-color:var(--accent)}
            .single li[data-marked=keep]{border-color:rgb(var(--right))}
            .single li[data-marked=drop]{border-color:rgb(var(--wrong))}
            button[data-mark=keep][aria-pressed=true]{background:rgb(var(--right)/.22)}
            button[data-mark=drop][aria-pressed=true]{background:rgb(var(--wrong)/.22)}
            @media (max-width:44rem){.single button,.single select{padding:.5rem .7rem}}

            """)

    /// Marks of cards: a button's word, or a class with a sign of equality before it, so that a class may be called like a
    /// button. No sign of it may be special to XML: pages are well-formed. A browser that keeps nothing for a page (some do not
    /// for files) loses the marks with it, no more. What is counted and saved is the page's own affair: it defines
    /// `counted()` and `content()`, and calls `begin(name, type)`.
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
            button.setAttribute("aria-pressed",button.dataset.mark===mark);
            for(const list of card.querySelectorAll("select"))list.value=mark.startsWith("=")?mark:"";}
            function marked(card){const mark=card.dataset.marked||"";return mark.startsWith("=")?mark.slice(1):mark;}
            function tally(){document.getElementById("tally").textContent=counted();}
            const before=kept();
            for(const card of cards){
            show(card,before[card.dataset.id]??card.dataset.said??"");
            for(const button of card.querySelectorAll("button"))button.addEventListener("click",()=>{
            show(card,card.dataset.marked===button.dataset.mark?"":button.dataset.mark);keep();tally();});
            for(const list of card.querySelectorAll("select"))list.addEventListener("change",()=>{
            show(card,list.value);keep();tally();});}
            function cell(text){return /[",\\r\\n]/.test(text)?'"'+text.replaceAll('"','""')+'"':text;}
            function begin(name,type){
            document.getElementById("save").addEventListener("click",()=>{
            const link=document.createElement("a");
            link.href=URL.createObjectURL(new Blob([content()],{type}));link.download=name;link.click();});
            tally();}

            """)

    /// Takes marks from a file that the page saved, here or elsewhere: a table with a column `mark`, `class` or `reference`, or a
    /// map with `class`. Marks of the page that the file does not have stay.
    static let loading = Markup(
        stringLiteral: """
            function table(text){
            const rows=[[""]];let open=false;
            for(let at=text.charCodeAt(0)===0xFEFF?1:0;text.length>at;at++){
            const sign=text[at],row=rows[rows.length-1];
            if(open){
            if(sign!=='"')row[row.length-1]+=sign;
            else if(text[at+1]==='"'){row[row.length-1]+=sign;at++;}
            else open=false;
            }else if(sign==='"')open=true;
            else if(sign===",")row.push("");
            else if(sign==="\\n")rows.push([""]);
            else if(sign!=="\\r")row[row.length-1]+=sign;}
            return rows.filter(r=>r.length>1);}
            function told(text){
            if(text.trimStart().startsWith("{"))
            return JSON.parse(text).features.map(f=>[String(f.properties.id),String(f.properties.class||"")]);
            const [head,...rows]=table(text);
            const find=names=>head.findIndex(h=>names.includes(h));
            const id=find(["id","path"]),mark=find(["mark","class","reference"]);
            if(0>id||0>mark)throw new Error("no column of marks");
            return rows.map(r=>[r[id],r[mark]||""]);}
            function choice(card,word){
            const known=[...card.querySelectorAll("button")].map(b=>b.dataset.mark)
            .concat([...card.querySelectorAll("option")].map(o=>o.value));
            return [word,"="+word].find(w=>known.includes(w));}
            document.getElementById("load").addEventListener("change",async event=>{
            const file=event.target.files[0];if(!file)return;
            let taken=0,other=0;
            try{
            const byID=new Map(cards.map(c=>[c.dataset.id,c]));
            for(const [id,word] of told(await file.text())){
            if(!word)continue;
            const card=byID.get(id),mark=card?choice(card,word):undefined;
            if(mark===undefined){other++;continue;}
            show(card,mark);taken++;}
            keep();tally();
            document.getElementById("tally").textContent+="; "+taken+" taken from "+file.name
            +(other?", "+other+" are of no tile or class of this page":"");
            }catch(error){
            document.getElementById("tally").textContent=file.name+" is no file that this page saved";}
            event.target.value="";});

            """)

    /// For pages on which every mark counts alike.
    static let counting = Markup(
        stringLiteral: """
            function counted(){return cards.filter(c=>c.dataset.marked).length+" of "+cards.length+" marked";}

            """)
}
