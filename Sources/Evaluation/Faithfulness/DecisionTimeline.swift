/// How decided a model is while it reasons: at each end of a sentence its reasoning is closed, and the behavior's answer is weighed
/// against the clean one by the model's own probabilities.
///
/// The "early answering" of Lanham et al. (2023), Measuring Faithfulness in Chain-of-Thought Reasoning, arXiv:2307.13702, without
/// sampling.
package struct DecisionTimeline: Sendable, Hashable, Codable, Identifiable {
    /// One place in the reasoning.
    package struct Point: Sendable, Hashable, Codable {
        /// The share of the reasoning that stands before the cut, by characters: 0 to 1.
        package let share: Double
        /// The natural logarithm of the probability of the behavior's answer, and of the clean one.
        package let behavior: Double
        package let clean: Double

        package init(share: Double, behavior: Double, clean: Double) {
            self.share = share
            self.behavior = behavior
            self.clean = clean
        }

        /// The logarithm of the odds of the behavior, in nats; above 0 the behavior is likelier.
        package var odds: Double { behavior - clean }
    }

    /// The transcript's id.
    package let id: String
    package let condition: String
    package let promptID: String
    /// From no reasoning to all of it.
    package let points: [Point]

    package init(id: String, condition: String, promptID: String, points: [Point]) {
        self.id = id
        self.condition = condition
        self.promptID = promptID
        self.points = points.sorted { $0.share < $1.share }
    }

    /// The share of the reasoning from which on the behavior stays likelier; 0 if it is before any reasoning, nil if it is not at
    /// the end.
    package var onset: Double? {
        guard let last = points.last, last.odds > 0 else { return nil }
        let undecided = points.lastIndex { $0.odds <= 0 }
        return undecided.map { points[$0 + 1].share } ?? points[0].share
    }

    /// Whether the model prefers the behavior before it has reasoned at all.
    package var isDecidedAtStart: Bool { onset == 0 }

    /// The mean over the reasoning of the behavior's share of the two answers, by the trapezoid rule: 0 to 1.
    package var area: Double {
        zip(points, points.dropFirst()).reduce(0) { sum, pair in
            sum + (pair.1.share - pair.0.share) * (pair.0.behaviorShare + pair.1.behaviorShare) / 2
        }
    }

    /// The largest step of the odds from one cut to the next: how large, and where it ends; nil with fewer than two cuts.
    package var largestStep: (odds: Double, share: Double)? {
        zip(points, points.dropFirst()).map { ($1.odds - $0.odds, $1.share) }.max { abs($0.0) < abs($1.0) }
            .map { (odds: $0.0, share: $0.1) }
    }

    /// The odds at a share of the reasoning, on straight lines between cuts.
    package func odds(at share: Double) -> Double? {
        guard let first = points.first, let last = points.last, first.share <= share, share <= last.share else {
            return nil
        }
        guard let next = points.firstIndex(where: { $0.share >= share }), next > 0 else { return first.odds }
        let (left, right) = (points[next - 1], points[next])
        let way = (share - left.share) / (right.share - left.share)
        return left.odds + way * (right.odds - left.odds)
    }
}

extension DecisionTimeline.Point {
    /// The behavior's probability as a share of both answers'.
    fileprivate var behaviorShare: Double { LogisticFunction.value(odds) }
}
