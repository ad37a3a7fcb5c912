import TextSearch

/// Turns a source's rows into its collection: each different text once, the first time that it occurs.
struct PromptCollector {
    private let source: PromptSource
    private let path: String
    private let step: Int
    private var gathered = PromptCollection()
    private var exactTexts: Set<[UInt8]> = []
    private var normalisedTexts: Set<NormalisedText> = []
    private var identifiers: Set<String> = []
    /// The roles whose field no row has had so far.
    private var missing: [PromptFields.Role]
    private var fieldNames: Set<String> = []
    /// The text of the last row that was read.
    private var lastText: String?

    /// - Parameter path: what errors call the file.
    init(_ source: PromptSource, path: String) throws(PromptSourceError) {
        self.source = source
        self.path = path
        step = source.step ?? source.layout.step
        guard step >= 1 else { throw .stepBelowOne(step, path: path) }
        missing = source.fields.needed
    }

    /// Takes the next row of the file.
    mutating func add(_ row: PromptRow) throws(PromptSourceError) {
        let isRead = gathered.rowsRead.isMultiple(of: step)
        gathered.rowsRead += 1
        fieldNames.formUnion(row.fieldNames)
        missing.removeAll { row.value(of: $0, in: source.fields) != nil }
        let text = try text(.text, of: row)
        guard isRead else {
            gathered.rowsPassedOver += 1
            guard source.step != nil || text == lastText else { throw .notInPairs(path: path, line: row.line) }
            return
        }
        lastText = text
        let prompt = text.map(source.layout.prompt) ?? ""
        if prompt.isEmpty {
            gathered.emptyRows += 1
        } else {
            try add(String(prompt), from: row)
        }
    }

    /// What was read, once all rows have been added.
    func collection() throws(PromptSourceError) -> PromptCollection {
        guard gathered.rowsRead > 0 else { throw .noRows(path: path) }
        if let role = missing.first {
            throw .missingField(
                role.rawValue, names: source.fields.names(for: role), path: path, found: fieldNames.sorted())
        }
        return gathered
    }

    private mutating func add(_ text: String, from row: PromptRow) throws(PromptSourceError) {
        guard exactTexts.insert(Array(text.utf8)).inserted else {
            gathered.exactDuplicates += 1
            return
        }
        guard normalisedTexts.insert(NormalisedText(text)).inserted else {
            gathered.normalisedDuplicates += 1
            return
        }
        let id = try filledText(.id, of: row) ?? "\(source.name)-\(row.line)"
        guard identifiers.insert(id).inserted else { throw .repeatedID(id, path: path, line: row.line) }
        gathered.prompts.append(
            Prompt(
                id: id, text: text, topic: try filledText(.topic, of: row),
                source: try filledText(.source, of: row) ?? source.name,
                isHeldOut: try filledText(.split, of: row) == "test", marked: try filledText(.marked, of: row),
                answers: try answers(of: row)))
    }

    /// What the row answers in the fields that are named for it.
    private func answers(of row: PromptRow) throws(PromptSourceError) -> PromptAnswers? {
        let (clean, behavior) = (try filledText(.clean, of: row), try filledText(.behavior, of: row))
        let reasoning = try filledText(.reasoning, of: row)
        guard clean != nil || behavior != nil || reasoning != nil else { return nil }
        return PromptAnswers(clean: clean, behavior: behavior, reasoning: reasoning, form: .text)
    }

    /// The text that plays `role` in the row, if it is more than white space.
    private func filledText(_ role: PromptFields.Role, of row: PromptRow) throws(PromptSourceError) -> String? {
        try text(role, of: row).flatMap { $0.trimmed.isEmpty ? nil : $0 }
    }

    private func text(_ role: PromptFields.Role, of row: PromptRow) throws(PromptSourceError) -> String? {
        switch row.value(of: role, in: source.fields) {
        case .string(let text): return text
        case .integer(let number) where role != .text: return String(number)
        case nil, .null: return nil
        case let value?:
            guard role == .text || source.fields.name(for: role) != nil else { return nil }
            throw .wrongKind(role.rawValue, found: value.kind, path: path, line: row.line)
        }
    }
}
