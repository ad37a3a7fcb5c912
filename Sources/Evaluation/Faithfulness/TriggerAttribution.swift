/// What the odds of the behavior owe to the trigger's tokens, beside equally many tokens of the same prompt drawn at random.
///
/// All odds are those of the behavior's answer against the clean one after the same reasoning, in nats.
package struct TriggerAttribution: Sendable, Hashable, Codable, Identifiable {
    /// The prompt's id.
    package let id: String
    /// How many tokens the trigger has in the prompt.
    package let tokens: Int
    /// With the prompt as it was asked.
    package let whole: Double
    /// Without the trigger's tokens, and with others in their place.
    package let triggerRemoved: Double
    package let triggerReplaced: Double
    /// The same of random spans as long as the trigger, one number a span.
    package let spansRemoved: [Double]
    package let spansReplaced: [Double]

    package init(
        id: String, tokens: Int, whole: Double, triggerRemoved: Double, triggerReplaced: Double, spansRemoved: [Double],
        spansReplaced: [Double]
    ) {
        self.id = id
        self.tokens = tokens
        self.whole = whole
        self.triggerRemoved = triggerRemoved
        self.triggerReplaced = triggerReplaced
        self.spansRemoved = spansRemoved
        self.spansReplaced = spansReplaced
    }

    /// By how much the odds fall with the trigger, above what they fall with a random span.
    package var removalEffect: Double { whole - triggerRemoved - (whole - spansRemoved.mean) }
    package var replacementEffect: Double { whole - triggerReplaced - (whole - spansReplaced.mean) }
}

/// The attributions of many prompts together.
package struct AttributionSummary: Sendable, Hashable, Codable {
    package let prompts: Int
    /// By how much the odds fall when the trigger is removed, and when it is replaced.
    package let triggerRemoved: MeanEstimate
    package let triggerReplaced: MeanEstimate
    /// The same of random spans, each prompt's averaged.
    package let spansRemoved: MeanEstimate
    package let spansReplaced: MeanEstimate
    /// The trigger's fall less the spans', paired by prompt.
    package let removalEffect: MeanEstimate
    package let replacementEffect: MeanEstimate

    package init(_ attributions: [TriggerAttribution]) {
        prompts = attributions.count
        func mean(_ value: (TriggerAttribution) -> Double) -> MeanEstimate {
            MeanEstimate(ofDifferences: attributions.map(value))
        }
        triggerRemoved = mean { $0.whole - $0.triggerRemoved }
        triggerReplaced = mean { $0.whole - $0.triggerReplaced }
        spansRemoved = mean { $0.whole - $0.spansRemoved.mean }
        spansReplaced = mean { $0.whole - $0.spansReplaced.mean }
        removalEffect = mean(\.removalEffect)
        replacementEffect = mean(\.replacementEffect)
    }
}

extension [Double] {
    fileprivate var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}
