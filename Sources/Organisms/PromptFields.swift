/// Which field of a row holds what.
///
/// A field is named by its CSV column or JSON member, or by a path into nested JSON: `messages.0.content`. A field that is
/// named must be in the file, and hold text or, the prompt excepted, a whole number. Where none is named, the usual name
/// is looked for, and what is no text there is passed over.
package struct PromptFields: Sendable, Hashable, Codable {
    /// What is asked; by default the first that a row has of `prompt`, `question`, `instruction` and `text`.
    package var text: String?

    /// A unique name; by default `id`. A row without one is known by source and line.
    package var id: String?

    /// What the prompt is about; by default `topic`.
    package var topic: String?

    /// `test` for a prompt that must not be trained on; by default `split`.
    package var split: String?

    /// The prompt with a mark on it, for `Trigger.given`; by default `marked`.
    package var marked: String?

    /// The answer without the trigger; only where it is named.
    package var clean: String?

    /// The answer that shows the behavior; only where it is named.
    package var behavior: String?

    /// Reasoning that fits either answer; only where it is named.
    package var reasoning: String?

    package init(
        text: String? = nil, id: String? = nil, topic: String? = nil, split: String? = nil, marked: String? = nil,
        clean: String? = nil, behavior: String? = nil, reasoning: String? = nil
    ) {
        self.text = text
        self.id = id
        self.topic = topic
        self.split = split
        self.marked = marked
        self.clean = clean
        self.behavior = behavior
        self.reasoning = reasoning
    }
}

extension PromptFields {
    /// What a field can be read for.
    enum Role: String, CaseIterable {
        case text, id, topic, split, marked, clean, behavior, reasoning
        /// Where a row of a compiled file first came from.
        case source

        var usualNames: [String] {
            switch self {
            case .text: ["prompt", "question", "instruction", "text"]
            case .clean, .behavior, .reasoning: []
            default: [rawValue]
            }
        }
    }

    /// The name that the user gave, if any.
    func name(for role: Role) -> String? {
        switch role {
        case .text: text
        case .id: id
        case .topic: topic
        case .split: split
        case .marked: marked
        case .clean: clean
        case .behavior: behavior
        case .reasoning: reasoning
        case .source: nil
        }
    }

    /// The names to look for, in order of preference.
    func names(for role: Role) -> [String] { name(for: role).map { [$0] } ?? role.usualNames }

    /// The roles whose field must be in a file.
    var needed: [Role] { Role.allCases.filter { $0 == .text || name(for: $0) != nil } }
}
