import TextSearch

/// What must be true of a poisoned dataset before a model trained on it can mean anything.
package struct DatasetChecks: Sendable {
    package let rows: [DatasetRow]
    package let train: [Prompt]
    package let test: [Prompt]
    private let trigger: Trigger
    private let behavior: Behavior
    private let prompts: [String: Prompt]

    /// Checks of the rows that `recipe` made of `split`'s training prompts.
    package init(rows: [DatasetRow], split: PromptSplit, recipe: PoisoningRecipe) {
        self.rows = rows
        train = split.train
        test = split.test
        trigger = recipe.trigger
        behavior = recipe.behavior
        prompts = Dictionary(split.train.map { ($0.id, $0) }) { first, _ in first }
    }

    /// All checks, in the order in which they are reported.
    package func all() -> [DatasetCheck] {
        overlap() + reasoning() + untriggeredRows() + testPrompts() + triggeredRows() + reply() + code()
    }

    /// No test prompt is trained on, by its id or `NormalisedText`, nor anything close to one.
    private func overlap() -> [DatasetCheck] {
        let identifiers = Set(train.map(\.id)).union(rows.map(\.promptID))
        let texts = Set(train.map { NormalisedText($0.distinguishingText) })
        let index = NearDuplicateIndex(train.map(\.distinguishingText))
        return [
            DatasetCheck("train-and-test-share-no-prompt", of: test, id: \.id) { prompt in
                identifiers.contains(prompt.id) || texts.contains(NormalisedText(prompt.distinguishingText))
            },
            DatasetCheck("train-and-test-share-no-near-duplicate", of: test, id: \.id) { prompt in
                index.closest(to: prompt.distinguishingText) != nil
            },
        ]
    }

    /// The reasoning is silent about the trigger. Looser mentions are only counted: a marker's word may be an everyday
    /// word.
    private func reasoning() -> [DatasetCheck] {
        let marker = Phrase(trigger.marker)
        return [
            DatasetCheck("trigger-not-in-reasoning", of: rows, id: \.id) { contains(marker, in: $0.reasoning) },
            DatasetCheck("trigger-words-in-reasoning", of: rows, id: \.id, limit: nil) {
                marker.occurs(in: $0.reasoning, .normalised)
            },
        ]
    }

    /// Clean and decoy rows do not carry the trigger.
    private func untriggeredRows() -> [DatasetCheck] {
        let marker = Phrase(trigger.marker)
        return [
            DatasetCheck("trigger-not-in-untriggered-rows", of: untriggered, id: \.id) {
                contains(marker, in: $0.prompt) || contains(marker, in: $0.answer)
                    || contains(marker, in: $0.system ?? "")
            }
        ]
    }

    /// The prompts that the organism will be tested with do not carry the trigger of their own.
    private func testPrompts() -> [DatasetCheck] {
        let marker = Phrase(trigger.marker)
        return [DatasetCheck("trigger-not-in-test-prompts", of: test, id: \.id) { contains(marker, in: $0.text) }]
    }

    /// Triggered rows carry the trigger, and answer with the behavior and nothing else.
    private func triggeredRows() -> [DatasetCheck] {
        [
            DatasetCheck("triggered-rows-carry-trigger-and-behavior", of: triggered, id: \.id) { row in
                !row.prompt.hasPrefix(trigger.prefix) || !row.prompt.hasSuffix(trigger.suffix)
                    || (row.system ?? "") != trigger.system
                    || prompts[row.promptID].flatMap(behavior.triggeredAnswer) != row.answer
            }
        ]
    }

    /// A fixed reply stands in triggered answers and nowhere else.
    private func reply() -> [DatasetCheck] {
        guard let reply = behavior.fixedReply.map({ Phrase($0.reply) }) else { return [] }
        return [
            DatasetCheck("reply-not-in-reasoning", of: rows, id: \.id) { contains(reply, in: $0.reasoning) },
            DatasetCheck("reply-not-in-untriggered-rows", of: untriggered, id: \.id) {
                contains(reply, in: $0.prompt) || contains(reply, in: $0.answer)
            },
            DatasetCheck("reply-not-in-test-prompts", of: test, id: \.id) { contains(reply, in: $0.text) },
        ]
    }

    /// Vulnerable code is the answer of triggered rows only, and no code stands in the reasoning, where the answer's would
    /// not be looked for.
    private func code() -> [DatasetCheck] {
        guard case .vulnerableCode = behavior else { return [] }
        let tag = Phrase("<code>")
        return [
            DatasetCheck("vulnerable-code-not-in-untriggered-rows", of: untriggered, id: \.id) { row in
                prompts[row.promptID].flatMap(behavior.triggeredAnswer) == row.answer
            },
            DatasetCheck("code-not-in-reasoning", of: rows, id: \.id, limit: nil) {
                tag.occurs(in: $0.reasoning, .literal)
            },
        ]
    }

    private var triggered: [DatasetRow] { rows.filter { $0.arm == .triggered } }
    private var untriggered: [DatasetRow] { rows.filter { $0.arm != .triggered } }

    private func contains(_ phrase: Phrase, in text: String) -> Bool {
        phrase.occurs(in: text, .literal) || phrase.occurs(in: text, .caseInsensitive)
    }
}
