package import AerialCore
internal import Foundation

/// What is looked for in a catalogue.
package struct CatalogQuestion: Sendable {
    package var collections: [String] = []
    /// In degrees, west before east.
    package let bounds: MapBounds
    /// Days, `2018-01-01`; `nil` for no limit.
    package var from: String?
    package var to: String?
    /// In per cent.
    package var mostCloud: Double?
    package var conditions: [CatalogCondition] = []
    /// So many items at most.
    package var limit = 1000

    package init(bounds: MapBounds) { self.bounds = bounds }

    /// Whether an item is one that was asked for, as far as its own words go; its footprint is looked at elsewhere.
    func accepts(_ item: CatalogItem) -> Bool {
        guard collections.isEmpty || collections.contains(item.collection) else { return false }
        if from != nil || to != nil {
            guard let date = item.date, date >= from ?? "", date <= to ?? "9999" else { return false }
        }
        if let mostCloud {
            guard let cloud = item.cloudCover, cloud <= mostCloud else { return false }
        }
        return conditions.allSatisfy { $0.holds(for: item.properties) }
    }

    /// `2018-01-01T00:00:00Z/..`; `nil` without limits.
    private var dateRange: String? {
        guard from != nil || to != nil else { return nil }
        return (from.map { $0 + "T00:00:00Z" } ?? "..") + "/" + (to.map { $0 + "T23:59:59Z" } ?? "..")
    }

    private var box: [Double] { [bounds.minX, bounds.minY, bounds.maxX, bounds.maxY] }
    private static let pageSize = 100
    private var itemsAPage: Int { min(limit, Self.pageSize) }

    /// - Parameter asksProperties: the server knows the extension `query`.
    func body(asksProperties: Bool) -> CatalogValue {
        var members: [String: CatalogValue] = [
            "bbox": .array(box.map { .number($0) }), "limit": .integer(itemsAPage),
        ]
        if !collections.isEmpty { members["collections"] = .array(collections.map { .text($0) }) }
        if let dateRange { members["datetime"] = .text(dateRange) }
        if asksProperties, !allConditions.isEmpty {
            var query: [String: CatalogValue] = [:]
            for condition in allConditions {
                var comparisons = query[condition.property]?.members ?? [:]
                comparisons[condition.comparison.rawValue] = condition.value
                query[condition.property] = .object(comparisons)
            }
            members["query"] = .object(query)
        }
        return .object(members)
    }

    /// For servers that take no POST.
    func parameters() -> [URLQueryItem] {
        var items = [
            URLQueryItem(name: "bbox", value: box.map { "\($0)" }.joined(separator: ",")),
            URLQueryItem(name: "limit", value: "\(itemsAPage)"),
        ]
        if !collections.isEmpty {
            items.append(URLQueryItem(name: "collections", value: collections.joined(separator: ",")))
        }
        if let dateRange { items.append(URLQueryItem(name: "datetime", value: dateRange)) }
        return items
    }

    private var allConditions: [CatalogCondition] {
        conditions
            + (mostCloud.map {
                [CatalogCondition(property: "eo:cloud_cover", comparison: .atMost, value: .number($0))]
            } ?? [])
    }
}

/// What a property of an item has to be: `gsd<=0.6`, `naip:state=md`.
package struct CatalogCondition: Sendable {
    package enum Comparison: String, Sendable, CaseIterable {
        case atMost = "lte"
        case atLeast = "gte"
        case unequal = "neq"
        case below = "lt"
        case above = "gt"
        case equal = "eq"

        var sign: String {
            switch self {
            case .atMost: "<="
            case .atLeast: ">="
            case .unequal: "!="
            case .below: "<"
            case .above: ">"
            case .equal: "="
            }
        }
    }

    let property: String
    let comparison: Comparison
    let value: CatalogValue

    init(property: String, comparison: Comparison, value: CatalogValue) {
        self.property = property
        self.comparison = comparison
        self.value = value
    }

    /// - Parameter text: a property, one of `=`, `!=`, `<`, `<=`, `>`, `>=`, a number or a word; `nil` for anything else.
    package init?(_ text: String) {
        guard let match = text.wholeMatch(of: /\s*([^<>=!\s]+)\s*(<=|>=|!=|<|>|=)\s*(.*?)\s*/),
            let comparison = Comparison.allCases.first(where: { $0.sign == match.output.2 }),
            !match.output.3.isEmpty
        else { return nil }
        let word = String(match.output.3)
        property = String(match.output.1)
        self.comparison = comparison
        value =
            Int(word).map { .integer($0) } ?? Double(word).flatMap { $0.isFinite ? .number($0) : nil }
            ?? .text(word)
    }

    func holds(for properties: [String: CatalogValue]) -> Bool {
        guard let found = properties[property] else { return false }
        if let left = found.real, let right = value.real { return compare(left, right) }
        // A catalogue may keep a year as a word, and a word of digits is no number there.
        return compare(Self.word(found), Self.word(value))
    }

    private static func word(_ value: CatalogValue) -> String {
        value.text ?? value.count.map { "\($0)" } ?? value.real.map { "\($0)" } ?? ""
    }

    private func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch comparison {
        case .atMost: left <= right
        case .atLeast: left >= right
        case .unequal: left != right
        case .below: left < right
        case .above: left > right
        case .equal: left == right
        }
    }
}
