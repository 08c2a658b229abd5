public import AerialCore
internal import Inference

/// A row that a worker answers with: `ordinal`, `status`, `label`, `confidence`, `outputs`, `reason`.
public struct RowAnswer: Sendable, Equatable {
    /// The fields of a row, in their order.
    public static let columnNames = ["ordinal", "status", "label", "confidence", "outputs", "reason"]

    /// `nil` where the line that it answers named no item.
    public let ordinal: Int?
    /// ``TileStatus/rejected`` too where the row was not of the plan.
    public let status: TileStatus
    /// The most probable class; `nil` unless scored, and where features were asked for.
    public let label: String?
    /// The class's probability, 0...1; `nil` where ``label`` is.
    public let confidence: Float?
    /// The network's logits or features; empty unless scored.
    public let outputs: [Float]
    /// Why the item was not scored; empty for scored ones.
    public let reason: String

    /// How the reason of an answer begins whose row was not of the plan.
    public static let contradictionPrefix = "the row contradicts the plan"

    /// - Parameters:
    ///   - ordinal: `nil` where the line that it answers named no item.
    ///   - label: for a scored item; control characters become blanks.
    ///   - confidence: of the label.
    public init(
        ordinal: Int?, outcome: InferenceOutcome, label: String? = nil, confidence: Float? = nil
    ) {
        self.ordinal = ordinal
        switch outcome {
        case .output(let values):
            status = .scored
            self.label = label.map(FieldText.cleaned)
            self.confidence = confidence
            outputs = values
            reason = ""
        case .nodata(let text), .rejected(let text):
            if case .nodata = outcome { status = .nodata } else { status = .rejected }
            self.label = nil
            self.confidence = nil
            outputs = []
            reason = text.isEmpty ? "no reason was given" : FieldText.cleaned(text)
        }
    }

    /// What a network's logits say, by the same arithmetic as a table of predictions.
    public static func verdict(of logits: [Float]) -> (predictedClass: Int, confidence: Float)? {
        let row = TilePrediction(id: "", source: "", status: .scored, probabilities: softmax(logits))
        guard let predicted = row.predictedClass, let confidence = row.confidence else { return nil }
        return (predicted, confidence)
    }

    /// What became of the item.
    public var outcome: InferenceOutcome {
        switch status {
        case .scored: .output(outputs)
        case .nodata: .nodata(reason)
        case .rejected: .rejected(reason)
        }
    }

    /// The row without its end. Numbers are the shortest text that gives the same 32-bit number again.
    public var line: String {
        let numbers =
            outputs.isEmpty ? FieldText.null : "[\(outputs.map(\.description).joined(separator: ","))]"
        return [
            ordinal.map(String.init) ?? FieldText.null, status.rawValue, label ?? FieldText.null,
            confidence.map(\.description) ?? FieldText.null, numbers,
            reason.isEmpty ? FieldText.null : reason,
        ].joined(separator: "\t")
    }
}

/// A row that is no answer.
public struct AnswerDefect: Error, Equatable, CustomStringConvertible {
    /// What is wrong, to stand after "the row '...':".
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension RowAnswer {
    /// - Parameter line: without its end.
    /// - Throws: ``AnswerDefect``.
    public init(line: String) throws {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        try self.init(fields: fields.map { $0 == FieldText.null ? nil : String($0) })
    }

    /// - Parameter fields: in the order of ``columnNames``, `nil` for no value.
    /// - Throws: ``AnswerDefect`` for what no worker writes.
    public init(fields: [String?]) throws {
        guard fields.count == Self.columnNames.count else {
            throw AnswerDefect("it has \(fields.count) fields instead of \(Self.columnNames.count)")
        }
        if let text = fields[0] {
            guard let number = FieldText.ordinal(text.utf8) else {
                throw AnswerDefect("'\(text.prefix(40))' is no number of an item")
            }
            ordinal = number
        } else {
            ordinal = nil
        }
        guard let status = fields[1].flatMap(TileStatus.init(rawValue:)) else {
            throw AnswerDefect("'\((fields[1] ?? "").prefix(40))' is no status")
        }
        self.status = status
        label = fields[2]
        confidence = try fields[3].map(Self.number)
        outputs = try fields[4].map(Self.numbers) ?? []
        reason = fields[5] ?? ""
        let isScored = status == .scored
        guard isScored == !outputs.isEmpty, isScored == reason.isEmpty, isScored || label == nil,
            (label == nil) == (confidence == nil)
        else { throw AnswerDefect("it has not exactly one of outputs and a reason") }
    }

    private static func numbers(_ text: String) throws -> [Float] {
        guard text.hasPrefix("["), text.hasSuffix("]") else { throw AnswerDefect("its outputs are no list") }
        return try text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
            .map { try number(String($0)) }
    }

    private static func number(_ text: String) throws -> Float {
        guard let value = Float(text), value.isFinite else {
            throw AnswerDefect("'\(text.prefix(40))' is no number")
        }
        return value
    }
}
