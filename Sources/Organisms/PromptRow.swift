/// One row of a prompt file, before it is known to hold a prompt.
struct PromptRow: Equatable {
    /// The 1-based line of the file where the row begins.
    let line: Int
    let content: JSONValue

    /// The names of the row's columns or members.
    var fieldNames: [String] {
        guard case .object(let members) = content else { return [] }
        return Array(members.keys)
    }

    /// The value in the field that plays `role`; nil if the row has no such field.
    func value(of role: PromptFields.Role, in fields: PromptFields) -> JSONValue? {
        fields.names(for: role).lazy.compactMap { content.value(at: $0) }.first
    }
}

extension PromptRow {
    /// A row of text columns.
    init(line: Int, columns: [String: String]) {
        self.init(line: line, content: .object(columns.mapValues(JSONValue.string)))
    }
}
