/// The prompts read from one source, all different, with an account of what was left out.
package struct PromptCollection: Sendable, Hashable, Codable {
    /// The prompts in the order of the source.
    package let prompts: [Prompt]

    /// How many rows the source has.
    package let rowsRead: Int

    /// How many rows repeat the text of an earlier row. HelpSteer2 states each prompt twice, once per response.
    package let duplicates: Int

    /// Rows without any text to ask.
    package let emptyRows: Int

    /// Keeps each different text once.
    ///
    /// - Parameters:
    ///   - source: the name that prompts bear which have none of their own.
    ///   - path: what errors call the source; its name by default.
    init(rows: [PromptRow], source: String, path: String? = nil) throws(PromptSourceError) {
        var prompts: [Prompt] = []
        var texts: Set<String> = []
        var identifiers: Set<String> = []
        var emptyRows = 0
        for row in rows {
            guard let prompt = row.prompt(source: source) else {
                emptyRows += 1
                continue
            }
            guard texts.insert(prompt.text).inserted else { continue }
            guard identifiers.insert(prompt.id).inserted else {
                throw .repeatedID(prompt.id, path: path ?? source, line: row.line)
            }
            prompts.append(prompt)
        }
        self.prompts = prompts
        self.emptyRows = emptyRows
        rowsRead = rows.count
        duplicates = rows.count - emptyRows - prompts.count
    }
}
