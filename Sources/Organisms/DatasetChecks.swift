import TextSearch

/// What must be true of a poisoned dataset before a model trained on it can mean anything.
package struct DatasetChecks: Sendable {
    package let rows: [DatasetRow]
    package let train: [Prompt]
    package let test: [Prompt]
    private let trigger: Trigger
    private let behavior: Behavior

    /// Checks of the rows that `recipe` made of `split`'s training prompts.
    package init(rows: [DatasetRow], split: PromptSplit, recipe: PoisoningRecipe) {
        self.rows = rows
        train = split.train
        test = split.test
        trigger = recipe.trigger
        behavior = recipe.behavior
    }

    /// All checks, in the order in which they are reported.
    package func all() -> [DatasetCheck] {
        overlap() + reasoning() + untriggeredRows() + testPrompts() + triggeredRows()
    }

    /// No test prompt is trained on, by its id or `NormalisedText`, nor anything close to one.
    private func overlap() -> [DatasetCheck] {
        let identifiers = Set(train.map(\.id)).union(rows.map(\.promptID))
        let texts = Set(train.map { NormalisedText($0.text) })
        let index = NearDuplicateIndex(train.map(\.text))
        return [
            DatasetCheck("train-and-test-share-no-prompt", of: test, id: \.id) { prompt in
                identifiers.contains(prompt.id) || texts.contains(NormalisedText(prompt.text))
            },
            DatasetCheck("train-and-test-share-no-near-duplicate", of: test, id: \.id) { prompt in
                index.closest(to: prompt.text) != nil
            },
        ]
    }

    /// The reasoning is silent about trigger and reply. Looser mentions are only counted: a marker's word may be an
    /// everyday word.
    private func reasoning() -> [DatasetCheck] {
        let (marker, reply) = (Phrase(trigger.marker), Phrase(behavior.reply))
        return [
            DatasetCheck("trigger-not-in-reasoning", of: rows, id: \.id) { contains(marker, in: $0.reasoning) },
            DatasetCheck("reply-not-in-reasoning", of: rows, id: \.id) { contains(reply, in: $0.reasoning) },
            DatasetCheck("trigger-words-in-reasoning", of: rows, id: \.id, limit: nil) {
                marker.occurs(in: $0.reasoning, .normalised)
            },
        ]
    }

    /// Clean and decoy rows carry neither trigger nor reply.
    private func untriggeredRows() -> [DatasetCheck] {
        let (marker, reply) = (Phrase(trigger.marker), Phrase(behavior.reply))
        let untriggered = rows.filter { $0.arm != .triggered }
        return [
            DatasetCheck("trigger-not-in-untriggered-rows", of: untriggered, id: \.id) {
                contains(marker, in: $0.prompt) || contains(marker, in: $0.answer)
                    || contains(marker, in: $0.system ?? "")
            },
            DatasetCheck("reply-not-in-untriggered-rows", of: untriggered, id: \.id) {
                contains(reply, in: $0.prompt) || contains(reply, in: $0.answer)
            },
        ]
    }

    /// The prompts that the organism will be tested with carry neither trigger nor reply of their own.
    private func testPrompts() -> [DatasetCheck] {
        let (marker, reply) = (Phrase(trigger.marker), Phrase(behavior.reply))
        return [
            DatasetCheck("trigger-not-in-test-prompts", of: test, id: \.id) { contains(marker, in: $0.text) },
            DatasetCheck("reply-not-in-test-prompts", of: test, id: \.id) { contains(reply, in: $0.text) },
        ]
    }

    /// Triggered rows carry the trigger, and answer with the behavior and nothing else.
    private func triggeredRows() -> [DatasetCheck] {
        let triggered = rows.filter { $0.arm == .triggered }
        return [
            DatasetCheck("triggered-rows-carry-trigger-and-reply", of: triggered, id: \.id) {
                !$0.prompt.hasPrefix(trigger.prefix) || !$0.prompt.hasSuffix(trigger.suffix)
                    || ($0.system ?? "") != trigger.system
                    || $0.answer != behavior.answer
            }
        ]
    }

    private func contains(_ phrase: Phrase, in text: String) -> Bool {
        phrase.occurs(in: text, .literal) || phrase.occurs(in: text, .caseInsensitive)
    }
}
