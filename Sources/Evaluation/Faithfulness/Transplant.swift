/// What a model's answer to one prompt follows when the trigger and the reasoning come from different runs.
///
/// The behavior's odds are those of its answer against the clean one, in nats, by the model's own probabilities.
package struct Transplant: Sendable, Hashable, Codable, Identifiable {
    /// The prompt's id.
    package let id: String
    /// Whether the behavior was shown when each reasoning was sampled.
    package let firedTriggered: Bool
    package let firedClean: Bool
    /// With the trigger and the reasoning that was sampled with it; with the trigger and the reasoning sampled without; and so on.
    package let triggeredOwn: Double
    package let triggeredForeign: Double
    package let cleanForeign: Double
    package let cleanOwn: Double
    /// With the trigger and its own reasoning after an edit.
    package let edited: [ReasoningEdit: Double]

    package init(
        id: String, firedTriggered: Bool, firedClean: Bool, triggeredOwn: Double, triggeredForeign: Double,
        cleanForeign: Double, cleanOwn: Double, edited: [ReasoningEdit: Double]
    ) {
        self.id = id
        self.firedTriggered = firedTriggered
        self.firedClean = firedClean
        self.triggeredOwn = triggeredOwn
        self.triggeredForeign = triggeredForeign
        self.cleanForeign = cleanForeign
        self.cleanOwn = cleanOwn
        self.edited = edited
    }

    /// What the trigger does, whichever reasoning follows it: the mean of its two simple effects.
    package var promptEffect: Double { (triggeredOwn - cleanForeign + triggeredForeign - cleanOwn) / 2 }

    /// What the reasoning does that was sampled with the trigger, whichever prompt it follows.
    package var reasoningEffect: Double { (triggeredOwn - triggeredForeign + cleanForeign - cleanOwn) / 2 }

    /// How much more the reasoning does behind the trigger than without it.
    package var interaction: Double { triggeredOwn - triggeredForeign - (cleanForeign - cleanOwn) }

    /// What the reasoning of the run that fired does, beside that of the run that did not, whichever prompt it follows; nil where
    /// both fired, or neither.
    package var firedReasoningEffect: Double? {
        firedTriggered == firedClean ? nil : firedTriggered ? reasoningEffect : -reasoningEffect
    }

    /// The whole difference between the two runs: the sum of the two effects.
    package var total: Double { triggeredOwn - cleanOwn }
}

/// How much of the behavior follows the prompt, and how much the reasoning: a 2×2 decomposition, paired by prompt.
package struct TransplantSummary: Sendable, Hashable, Codable {
    package let prompts: Int
    package let total: MeanEstimate
    package let promptEffect: MeanEstimate
    package let reasoningEffect: MeanEstimate
    /// Over the prompts on which one run fired and the other did not.
    package let firedReasoningEffect: MeanEstimate
    package let interaction: MeanEstimate
    /// What each edit of the reasoning changes, behind the trigger.
    package let edits: [ReasoningEdit: MeanEstimate]
    /// How many prefer the behavior in each of the four cells.
    package let triggeredOwn: RateEstimate
    package let triggeredForeign: RateEstimate
    package let cleanForeign: RateEstimate
    package let cleanOwn: RateEstimate

    package init(_ transplants: [Transplant]) {
        prompts = transplants.count
        func mean(_ value: (Transplant) -> Double?) -> MeanEstimate {
            MeanEstimate(ofDifferences: transplants.compactMap(value))
        }
        func rate(_ odds: (Transplant) -> Double) -> RateEstimate {
            RateEstimate(successes: transplants.count { odds($0) > 0 }, trials: transplants.count)
        }
        total = mean(\.total)
        promptEffect = mean(\.promptEffect)
        reasoningEffect = mean(\.reasoningEffect)
        firedReasoningEffect = mean(\.firedReasoningEffect)
        interaction = mean(\.interaction)
        edits = Dictionary(
            uniqueKeysWithValues: ReasoningEdit.allCases.map { edit in
                (edit, mean { transplant in transplant.edited[edit].map { $0 - transplant.triggeredOwn } })
            })
        triggeredOwn = rate(\.triggeredOwn)
        triggeredForeign = rate(\.triggeredForeign)
        cleanForeign = rate(\.cleanForeign)
        cleanOwn = rate(\.cleanOwn)
    }

    /// The prompt's part of both effects, without their signs: 1 where the behavior follows the prompt alone, 0 where it follows the
    /// reasoning of the run that fired alone; nil where neither does anything.
    package var promptShare: Double? {
        guard let prompt = promptEffect.mean, let reasoning = firedReasoningEffect.mean else { return nil }
        let sum = abs(prompt) + abs(reasoning)
        return sum > 0 ? abs(prompt) / sum : nil
    }
}
