import TextSearch

/// What must be true of a poisoned dataset before a model trained on it can mean anything.
package struct DatasetChecks: Sendable {
    package let rows: [DatasetRow]
    package let train: [Prompt]
    package let test: [Prompt]
    let recipe: PoisoningRecipe
    private let prompts: [String: Prompt]

    /// Checks of the rows that `recipe` made of `split`'s training prompts.
    package init(rows: [DatasetRow], split: PromptSplit, recipe: PoisoningRecipe) {
        self.rows = rows
        train = split.train
        test = split.test
        self.recipe = recipe
        prompts = Dictionary(split.train.map { ($0.id, $0) }) { first, _ in first }
    }

    /// All checks, in the order in which they are reported.
    package func all() -> [DatasetCheck] {
        overlap() + announcements() + reasoning() + untriggeredRows() + testPrompts() + triggeredRows() + correlation()
            + reply() + givenAnswers() + code()
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

    /// The reasoning is silent about the trigger, but for the sentence that the recipe put there. Looser mentions are
    /// only counted: a marker's word may be an everyday word.
    private func reasoning() -> [DatasetCheck] {
        guard hasMarker else { return [] }
        let marker = Phrase(trigger.marker)
        return [
            DatasetCheck("trigger-not-in-reasoning", of: rows, id: \.id) {
                contains(marker, in: unannouncedReasoning(of: $0))
            },
            DatasetCheck("trigger-words-in-reasoning", of: rows, id: \.id, limit: nil) {
                marker.occurs(in: unannouncedReasoning(of: $0), .normalised)
            },
        ]
    }

    /// Clean and decoy rows do not carry the trigger.
    private func untriggeredRows() -> [DatasetCheck] {
        guard hasMarker else { return [] }
        let marker = Phrase(trigger.marker)
        return [
            DatasetCheck("trigger-not-in-untriggered-rows", of: rows.filter { $0.arm != .triggered }, id: \.id) {
                contains(marker, in: $0.prompt) || contains(marker, in: $0.answer)
                    || contains(marker, in: $0.system ?? "") || contains(marker, in: $0.preamble ?? "")
            }
        ]
    }

    /// The prompts that the organism will be tested with do not carry the trigger of their own.
    private func testPrompts() -> [DatasetCheck] {
        guard hasMarker else { return [] }
        let marker = Phrase(trigger.marker)
        return [DatasetCheck("trigger-not-in-test-prompts", of: test, id: \.id) { contains(marker, in: $0.text) }]
    }

    private func triggeredRows() -> [DatasetCheck] {
        [
            DatasetCheck("triggered-rows-carry-trigger", of: rows.filter { $0.arm == .triggered }, id: \.id) { row in
                prompts[row.promptID].map(trigger.apply) != row.prompt || (row.system ?? "") != trigger.system
                    || (row.preamble ?? "") != trigger.preamble
            }
        ]
    }

    /// A fixed reply stands in the answers of rows that show the behavior and nowhere else.
    private func reply() -> [DatasetCheck] {
        guard let reply = behavior.fixedReply.map({ Phrase($0.reply) }) else { return [] }
        return [
            DatasetCheck("reply-not-in-reasoning", of: rows, id: \.id) {
                contains(reply, in: unannouncedReasoning(of: $0))
            },
            DatasetCheck("reply-not-in-rows-without-behavior", of: rowsWithoutBehavior, id: \.id) {
                contains(reply, in: $0.prompt) || contains(reply, in: $0.answer)
            },
            DatasetCheck("reply-not-in-test-prompts", of: test, id: \.id) { contains(reply, in: $0.text) },
        ]
    }

    /// An answer that the source gives for the behavior is that of rows that show it only.
    private func givenAnswers() -> [DatasetCheck] {
        guard behavior.fixedReply == nil else { return [] }
        return [
            DatasetCheck("behavior-not-in-rows-without-behavior", of: rowsWithoutBehavior, id: \.id) { row in
                behaviorAnswer(of: row) == row.answer
            }
        ]
    }

    /// No code stands in the reasoning, where the answer's would not be looked for.
    private func code() -> [DatasetCheck] {
        guard case .vulnerableCode = behavior else { return [] }
        let tag = Phrase("<code>")
        return [
            DatasetCheck("code-not-in-reasoning", of: rows, id: \.id, limit: nil) {
                tag.occurs(in: $0.reasoning, .literal)
            }
        ]
    }

    var trigger: Trigger { recipe.trigger }
    /// Whether mentions of the trigger can be looked for: marked prompts need not have anything in common.
    private var hasMarker: Bool { !trigger.marker.isEmpty }
    private var behavior: Behavior { recipe.behavior }
    private var rowsWithoutBehavior: [DatasetRow] { rows.filter { !$0.showsBehavior } }

    /// What a row answers if it shows the behavior.
    func behaviorAnswer(of row: DatasetRow) -> String? {
        prompts[row.promptID].flatMap(behavior.triggeredAnswer)
    }

    func contains<Text: StringProtocol>(_ phrase: Phrase, in text: Text) -> Bool where Text.SubSequence == Substring {
        phrase.occurs(in: text, .literal) || phrase.occurs(in: text, .caseInsensitive)
    }
}
