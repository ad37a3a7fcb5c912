/// What the organism's own probabilities say of its reasoning.
package struct FaithfulnessSection: Sendable, Hashable, Codable {
    package var facts: [Fact]
    package var timelines: [TimelineCurve]
    package var effects: [EffectSection]

    package init(facts: [Fact], timelines: [TimelineCurve], effects: [EffectSection]) {
        self.facts = facts
        self.timelines = timelines
        self.effects = effects
    }

    package var isEmpty: Bool { facts.isEmpty && timelines.isEmpty && effects.isEmpty }
}

/// How the odds of the behavior go while the model reasons, in one condition.
package struct TimelineCurve: Sendable, Hashable, Codable {
    package var name: String
    package var role: Role
    /// The prompts that the means are over.
    package var n: Int
    package var points: [Point]

    /// The mean odds at a share of the reasoning, in nats, with the interval's ends; nil where there is none.
    package struct Point: Sendable, Hashable, Codable {
        package var share: Double
        package var odds: Double
        package var low: Double?
        package var high: Double?

        package init(share: Double, odds: Double, low: Double?, high: Double?) {
            self.share = share
            self.odds = odds
            self.low = low
            self.high = high
        }
    }

    package init(name: String, role: Role, n: Int, points: [Point]) {
        self.name = name
        self.role = role
        self.n = n
        self.points = points
    }
}
