/// Candidates side by side, to go through and mark. The browser keeps the marks with the page; a button saves them as CSV.
enum ContactSheet {
    /// What was said earlier of tiles that are not on the page: saved again with its marks, so that nothing said is lost.
    static func earlier(_ marks: [String: Bool]) -> Markup {
        guard !marks.isEmpty else { return .empty }
        let items: [Markup] = marks.sorted { $0.key < $1.key }.map {
            "<li data-id=\"\($0.key)\" data-mark=\"\(CandidateCard.word($0.value))\"></li>"
        }
        return "<ul id=\"earlier\" hidden=\"hidden\">\(items)</ul>"
    }

    static func markup(_ candidates: [CandidateCard], target: String) -> Markup {
        "<ul class=\"sheet\">\(candidates.map { $0.markup(target: target) })</ul>"
    }

    static let tools = MarkingSheet.tools("Save marks as CSV", loads: "Load saved marks")

    /// Candidates are accepted or rejected; of those of the random sample it is said how many are left.
    static let script = Markup(
        stringLiteral: """
            \(MarkingSheet.script.html)\(MarkingSheet.loading.html)
            function counted(){
            const count=m=>cards.filter(c=>c.dataset.marked===m).length;
            return count("accept")+" accepted, "+count("reject")+
            " rejected, "+cards.filter(c=>!c.dataset.marked).length+" to do"+sampled();}
            function sampled(){
            const sample=cards.filter(c=>c.dataset.sample==="1");
            const left=sample.filter(c=>!c.dataset.marked).length;
            return sample.length?left?"; "+left+" of the sample left":"; the whole sample is judged":"";}
            function content(){
            const rows=cards.map(c=>[c.dataset.rank,c.dataset.id,c.dataset.from,c.dataset.to,c.dataset.probability,
            ...c.dataset.place.split(", "),c.dataset.sample,c.dataset.marked||""].map(cell).join(","));
            for(const e of document.querySelectorAll("#earlier li"))
            rows.push(["",e.dataset.id,"","","","","","",e.dataset.mark].map(cell).join(","));
            return ["rank,id,from,to,probability,latitude,longitude,sample,mark",...rows].join("\\r\\n")+"\\r\\n";}
            begin("marks.csv","text/csv");

            """)
}
