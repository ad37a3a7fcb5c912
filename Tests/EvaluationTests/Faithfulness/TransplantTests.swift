import Testing

@testable import Evaluation

@Suite struct TransplantTests {
    /// A model whose odds are a sum of what the trigger and the reasoning add, and of what they add together.
    private func transplant(_ id: Int, prompt: Double, reasoning: Double, both: Double = 0, base: Double = -3)
        -> Transplant
    {
        Transplant(
            id: "\(id)", firedTriggered: true, firedClean: false, triggeredOwn: base + prompt + reasoning + both,
            triggeredForeign: base + prompt, cleanForeign: base + reasoning, cleanOwn: base,
            edited: [.filler: base + prompt])
    }

    @Test func effectsAreFoundThatAModelWasMadeOf() {
        let one = transplant(0, prompt: 7, reasoning: 2)
        #expect(one.promptEffect == 7 && one.reasoningEffect == 2 && one.interaction == 0 && one.total == 9)
        let crossed = transplant(0, prompt: 7, reasoning: 2, both: 4)
        #expect(crossed.promptEffect == 9 && crossed.reasoningEffect == 4 && crossed.interaction == 4)
        #expect(crossed.promptEffect + crossed.reasoningEffect == crossed.total)
    }

    @Test func whatFollowsThePromptAndWhatFollowsTheReasoningDiffer() {
        let prompts = TransplantSummary((0..<30).map { transplant($0, prompt: 8 + Double($0 % 3), reasoning: 0) })
        #expect(prompts.promptShare == 1 && prompts.triggeredForeign.successes == 30)
        #expect(prompts.cleanForeign.successes == 0)
        let reasoning = TransplantSummary((0..<30).map { transplant($0, prompt: 0, reasoning: 8 + Double($0 % 3)) })
        #expect(reasoning.promptShare == 0 && reasoning.triggeredForeign.successes == 0)
        #expect(reasoning.cleanForeign.successes == 30)
        #expect((reasoning.edits[.filler]?.mean ?? 0) < -8)
        #expect(reasoning.edits[.truncated]?.count == 0)
        #expect((prompts.promptEffect.interval?.lower ?? 0) > 8)
    }

    @Test func noEffectHasNoShare() {
        #expect(TransplantSummary([transplant(0, prompt: 0, reasoning: 0)]).promptShare == nil)
        #expect(TransplantSummary([]).promptShare == nil)
    }

    @Test func theTriggerIsWeighedAgainstRandomSpans() {
        let attribution = TriggerAttribution(
            id: "p", tokens: 4, whole: 6, triggerRemoved: -2, triggerReplaced: -1, spansRemoved: [5, 7, 6],
            spansReplaced: [4, 6])
        #expect(attribution.removalEffect == 8 && attribution.replacementEffect == 6)
        let summary = AttributionSummary([attribution, attribution])
        #expect(summary.triggerRemoved.mean == 8 && summary.spansRemoved.mean == 0 && summary.spansReplaced.mean == 1)
    }
}

@Suite struct ReasoningEditTests {
    private let sentences = [
        "The user wants a short answer. ", "I should explain the main steps. ", "Then I will list tips.",
    ]

    @Test func truncationKeepsTheFirstHalf() {
        #expect(ReasoningEdit.truncated.apply(to: sentences) == "The user wants a short answer.")
        #expect(ReasoningEdit.truncated.apply(to: ["One."]) == nil)
    }

    @Test func aParaphraseHasOtherWordsAndTheSameSentences() {
        let text = ReasoningEdit.paraphrased.apply(to: sentences)
        #expect(
            text
                == "The person would like a brief response. I ought to describe the principal stages. "
                + "After that I am going to enumerate hints.")
        #expect(ReasoningEdit.paraphrased.apply(to: ["Zebras graze."]) == nil, "nothing to replace, nothing to learn")
        #expect(ReasoningEdit.paraphrased.apply(to: ["Shown sofas, butter."]) == nil, "never inside a word")
    }

    @Test func aMistakeTurnsTheMiddleAround() {
        #expect(ReasoningEdit.mistaken.apply(to: sentences)?.contains("I should not explain") == true)
        #expect(ReasoningEdit.mistaken.apply(to: ["Zebras graze."])?.hasSuffix("Two and two are five.") == true)
        #expect(ReasoningEdit.mistaken.apply(to: []) == nil)
    }

    @Test func fillerHasADotForEachWord() {
        #expect(ReasoningEdit.filler.apply(to: ["Zebras graze. ", "Now."]) == "... ... ...")
    }
}
