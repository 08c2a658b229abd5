internal import AerialCore
internal import Foundation
internal import Synchronization

/// A catalogue after STAC, the SpatioTemporal Asset Catalog: an API that is searched, or documents that name each other.
package struct Catalog: Sendable {
    /// What was found, and whether there may be more.
    package struct Findings: Sendable {
        package var items: [CatalogItem] = []
        /// The limit on items ended the search.
        package var isCut = false
        /// Items that could not be read.
        package var damaged = 0
        /// What the collections say of themselves, by their names.
        package var collections: [String: CatalogValue] = [:]
    }

    /// Where its root lies.
    package let address: String
    /// Its assets want a token of Planetary Computer's.
    package let signs: Bool

    /// Documents of a static catalogue that are read, at most.
    private static let mostDocuments = 20_000
    private static let mostPages = 2_000
    private static let requestsAtOnce = 8

    /// - Parameter name: an address, a path or a short name (``CatalogNames``).
    package init(_ name: String) throws {
        if let known = CatalogNames.known.first(where: { $0.name == name }) {
            (address, signs) = (known.address, known.signs)
            return
        }
        guard CatalogLink.isAddress(name) || FileManager.default.fileExists(atPath: name) else {
            throw CatalogError.notAnAddress(name)
        }
        address = name
        let host = URL(string: name)?.host ?? ""
        signs = host == "planetarycomputer.microsoft.com"
    }

    /// Items whose own words fit; their footprints may still miss the area, their boxes do not.
    /// - Parameters:
    ///   - found: is told how many items there are so far.
    ///   - pause: is called often, on any thread; may throw to end the search.
    package func search(
        _ question: CatalogQuestion, found: (Int) -> Void, pause: @escaping @Sendable () throws -> Void
    ) throws -> Findings {
        let root = try CatalogDocument.read(address, pause: pause)
        var findings: Findings
        if ["FeatureCollection", "Feature"].contains(root.kind) {
            findings = try pages(from: root, request: PageRequest(place: address), question, found, pause)
        } else if let door = SearchDoor(root) {
            findings = try search(through: door, root, question, found, pause)
            findings.collections = collections(of: findings.items, root: root, pause: pause)
        } else {
            findings = try StaticWalk(question: question, pause: pause).run(from: root, found: found)
        }
        return findings
    }

    // MARK: - An API

    /// How a server wants to be searched.
    private struct SearchDoor {
        let place: String
        let takesPost: Bool
        let asksProperties: Bool

        init?(_ root: CatalogDocument) {
            let links = root.links.filter { $0["rel"]?.text == "search" }
            let post = links.first { $0["method"]?.text?.uppercased() == "POST" }
            guard let link = post ?? links.first, let href = link["href"]?.text,
                let place = CatalogLink.resolved(href, in: root.place), CatalogLink.isAddress(place)
            else { return nil }
            self.place = place
            takesPost = post != nil || link["method"] == nil
            asksProperties = root.conforms("#query") || root.conforms("/query")
        }
    }

    private func search(
        through door: SearchDoor, _ root: CatalogDocument, _ question: CatalogQuestion,
        _ found: (Int) -> Void, _ pause: @Sendable () throws -> Void
    ) throws -> Findings {
        guard door.takesPost else { return try searchByGet(door, question, found, pause) }
        let request = PageRequest(
            place: door.place, body: question.body(asksProperties: door.asksProperties))
        do {
            return try pages(
                from: try request.read(pause), request: request, question, found, pause)
        } catch CatalogError.refused(_, let status?, _, _) where [404, 405, 501].contains(status) {
            return try searchByGet(door, question, found, pause)
        }
    }

    private func searchByGet(
        _ door: SearchDoor, _ question: CatalogQuestion, _ found: (Int) -> Void,
        _ pause: @Sendable () throws -> Void
    ) throws -> Findings {
        guard var parts = URLComponents(string: door.place) else {
            throw CatalogError.notAnAddress(door.place)
        }
        parts.queryItems = (parts.queryItems ?? []) + question.parameters()
        let request = PageRequest(place: parts.string ?? door.place)
        return try pages(from: try request.read(pause), request: request, question, found, pause)
    }

    /// Follows the pages from the first to the last, or to the limit.
    private func pages(
        from first: CatalogDocument, request: PageRequest, _ question: CatalogQuestion,
        _ found: (Int) -> Void,
        _ pause: @Sendable () throws -> Void
    ) throws -> Findings {
        var (page, request) = (first, request)
        var findings = Findings()
        var seen: Set<PageRequest> = [request]
        var ids: Set<[String]> = []
        for _ in 0..<Self.mostPages {
            guard page.kind == "Feature" || page.value["features"]?.elements != nil else {
                throw CatalogError.notCatalog(address: page.place, reason: "its answer has no features")
            }
            for value in page.value["features"]?.elements ?? [page.value] {
                guard let item = CatalogItem(value, base: page.place) else {
                    findings.damaged += 1
                    continue
                }
                guard question.accepts(item), ids.insert([item.collection, item.id]).inserted else {
                    continue
                }
                guard findings.items.count < question.limit else {
                    findings.isCut = true
                    return findings
                }
                findings.items.append(item)
            }
            found(findings.items.count)
            guard let next = request.next(after: page) else { return findings }
            guard seen.insert(next).inserted else { throw CatalogError.endless(address: request.place) }
            request = next
            page = try request.read(pause)
        }
        throw CatalogError.endless(address: request.place)
    }

    /// One page to ask for.
    private struct PageRequest: Hashable {
        var place: String
        /// `nil` for GET.
        var body: Data?
        var headers: [String: String] = [:]

        init(place: String) { self.place = place }

        init(place: String, body: CatalogValue) {
            self.place = place
            self.body = body.encoded
        }

        func read(_ pause: () throws -> Void) throws -> CatalogDocument {
            try CatalogDocument.read(
                place, body: try body.map { try CatalogValue(parsing: $0) }, headers: headers, pause: pause)
        }

        /// After STAC API's paging: `next` links with a method, a body that may be merged into the last one, headers.
        func next(after page: CatalogDocument) -> PageRequest? {
            guard let link = page.links.first(where: { $0["rel"]?.text == "next" }),
                let place = link["href"]?.text.flatMap({ CatalogLink.resolved($0, in: page.place) })
            else { return nil }
            var next = PageRequest(place: place)
            next.headers = (link["headers"]?.members ?? [:]).compactMapValues(\.text).filter {
                !($0.key + $0.value).unicodeScalars.contains { $0.value < 0x20 }
            }
            guard link["method"]?.text?.uppercased() == "POST" else { return next }
            var members = link["body"]?.members ?? [:]
            if link["merge"]?.flag == true, let body, let last = try? CatalogValue(parsing: body).members {
                members = last.merging(members) { $1 }
            }
            next.body = CatalogValue.object(members).encoded
            return next
        }
    }

    /// A catalogue without them is no worse: they are for the record.
    private func collections(
        of items: [CatalogItem], root: CatalogDocument, pause: @Sendable () throws -> Void
    ) -> [String: CatalogValue] {
        let names = Set(items.map(\.collection)).filter { !$0.isEmpty }.sorted().prefix(20)
        let base = root.place.hasSuffix("/") ? String(root.place.dropLast()) : root.place
        var collections: [String: CatalogValue] = [:]
        for name in names {
            let path = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? name
            let document = try? CatalogDocument.read("\(base)/collections/\(path)", pause: pause)
            if let document, document.kind == "Collection" { collections[name] = document.rights }
        }
        return collections
    }

    // MARK: - Documents that name each other

    /// From the root down, level by level, past what says that it lies elsewhere or was taken at other times.
    private struct StaticWalk {
        let question: CatalogQuestion
        let pause: @Sendable () throws -> Void

        func run(from root: CatalogDocument, found: (Int) -> Void) throws -> Findings {
            var findings = Findings()
            var seen: Set<String> = [root.place]
            var level = [root]
            while !level.isEmpty {
                var places: [String] = []
                for document in level {
                    try take(document, into: &findings, &places, &seen)
                    if findings.isCut { return findings }
                }
                found(findings.items.count)
                guard seen.count <= Catalog.mostDocuments else {
                    throw CatalogError.endless(address: root.place)
                }
                level = []
                let pause = pause
                try OrderedPipeline(workers: Catalog.requestsAtOnce).run(
                    over: places, work: { try CatalogDocument.read($0, pause: pause) },
                    deliver: { level.append($0) })
            }
            return findings
        }

        private func take(
            _ document: CatalogDocument, into findings: inout Findings, _ places: inout [String],
            _ seen: inout Set<String>
        ) throws {
            switch document.kind {
            case "Catalog", "Collection":
                if document.kind == "Collection" {
                    guard meets(document) else { return }
                    if let name = document.value["id"]?.text { findings.collections[name] = document.rights }
                }
                let isOther =
                    document.kind == "Collection" && !question.collections.isEmpty
                    && !question.collections.contains(document.value["id"]?.text ?? "")
                for place in document.places("child") + (isOther ? [] : document.places("item"))
                where seen.insert(place).inserted { places.append(place) }
            case "Feature":
                guard let item = CatalogItem(document.value, base: document.place) else {
                    findings.damaged += 1
                    return
                }
                guard question.accepts(item), meets(item) else { return }
                findings.isCut = findings.items.count >= question.limit
                if !findings.isCut { findings.items.append(item) }
            default:
                throw CatalogError.notCatalog(
                    address: document.place, reason: "it is no catalogue, collection or item")
            }
        }

        /// By what a collection says of all its items, where it says it.
        private func meets(_ collection: CatalogDocument) -> Bool {
            let extent = collection.value["extent"]
            let boxes = extent?["spatial"]?["bbox"]?.elements?.compactMap(\.numbers) ?? []
            if let whole = boxes.first, !question.meets(box: whole) { return false }
            let times = extent?["temporal"]?["interval"]?.elements?.first?.elements ?? []
            guard times.count == 2 else { return true }
            let days = times.map { $0.text.flatMap(CaptureDate.day(in:)) }
            return (days[0] ?? "") <= question.to ?? "9999" && (days[1] ?? "9999") >= question.from ?? ""
        }

        private func meets(_ item: CatalogItem) -> Bool {
            item.json["bbox"]?.numbers.map(question.meets(box:)) ?? true
        }
    }
}

extension CatalogQuestion {
    /// - Parameter box: four numbers, or six with heights between; a box over the date line counts as met.
    func meets(box: [Double]) -> Bool {
        guard box.count == 4 || box.count == 6 else { return true }
        let (east, north) = (box[box.count / 2], box[box.count / 2 + 1])
        guard box[0] <= east else { return true }
        return box[0] <= bounds.maxX && east >= bounds.minX && box[1] <= bounds.maxY && north >= bounds.minY
    }
}
