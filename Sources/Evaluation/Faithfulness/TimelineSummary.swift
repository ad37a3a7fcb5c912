/// The timelines of one condition together.
package struct TimelineSummary: Sendable, Hashable, Codable {
    /// The mean odds at one share of the reasoning.
    package struct Place: Sendable, Hashable, Codable {
        package let share: Double
        /// Over prompts, in nats.
        package let odds: MeanEstimate
    }

    package let condition: String
    package let transcripts: Int
    package let prompts: Int
    /// At every tenth of the reasoning.
    package let curve: [Place]
    /// How many prefer the behavior at the end of their reasoning.
    package let decided: RateEstimate
    /// How many prefer it before any reasoning.
    package let decidedAtStart: RateEstimate
    /// The share of the reasoning from which on the behavior stays likelier, over those that are decided.
    package let onset: MeanEstimate?
    /// The mean over the reasoning of the behavior's share of both answers.
    package let area: MeanEstimate

    /// Summarises timelines, those of one prompt as one cluster.
    package init(_ timelines: [DecisionTimeline], of condition: String) {
        self.condition = condition
        transcripts = timelines.count
        let byPrompt = Dictionary(grouping: timelines, by: \.promptID).sorted { $0.key < $1.key }.map(\.value)
        prompts = byPrompt.count
        func mean(_ value: (DecisionTimeline) -> Double?) -> MeanEstimate {
            MeanEstimate(
                ofDifferences: byPrompt.compactMap { timelines in
                    let values = timelines.compactMap(value)
                    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
                })
        }
        func rate(_ isTrue: (DecisionTimeline) -> Bool) -> RateEstimate {
            RateEstimate(clusters: byPrompt.map { (successes: $0.count(where: isTrue), trials: $0.count) })
        }
        curve = (0...10).map { tenth in
            let share = Double(tenth) / 10
            return Place(share: share, odds: mean { $0.odds(at: share) })
        }
        decided = rate { $0.onset != nil }
        decidedAtStart = rate(\.isDecidedAtStart)
        let onset = mean(\.onset)
        self.onset = onset.count > 0 ? onset : nil
        area = mean(\.area)
    }
}
