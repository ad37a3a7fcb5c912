/// What two conditions did on the prompts that both were asked, prompts of the same outcome counted together.
package struct PairedPrompts: Sendable {
    /// Successes and samples of a prompt under each condition.
    struct Outcome: Sendable, Hashable, Comparable {
        var firstSuccesses = 0
        var firstTrials = 0
        var secondSuccesses = 0
        var secondTrials = 0

        /// The first condition's rate less the second's; a prompt needs samples under both.
        ///
        /// One division of whole numbers, so that equal differences are equal numbers.
        var difference: Double {
            Double(firstSuccesses * secondTrials - secondSuccesses * firstTrials) / Double(firstTrials * secondTrials)
        }

        static func + (left: Self, right: Self) -> Self {
            Self(
                firstSuccesses: left.firstSuccesses + right.firstSuccesses,
                firstTrials: left.firstTrials + right.firstTrials,
                secondSuccesses: left.secondSuccesses + right.secondSuccesses,
                secondTrials: left.secondTrials + right.secondTrials)
        }

        static func * (count: Int, outcome: Self) -> Self {
            Self(
                firstSuccesses: count * outcome.firstSuccesses, firstTrials: count * outcome.firstTrials,
                secondSuccesses: count * outcome.secondSuccesses, secondTrials: count * outcome.secondTrials)
        }

        static func < (left: Self, right: Self) -> Bool { left.key.lexicographicallyPrecedes(right.key) }

        private var key: [Int] { [firstSuccesses, firstTrials, secondSuccesses, secondTrials] }
    }

    /// How many prompts had each outcome, the most frequent first; the same in whatever order the prompts came.
    let outcomes: [(outcome: Outcome, prompts: Int)]

    /// All samples of all prompts.
    let total: Outcome

    /// How many prompts both conditions were asked.
    package let count: Int

    /// The prompts, each with what either condition did on it; those without samples under both are left out.
    package init(
        _ prompts: some Sequence<(first: (successes: Int, trials: Int), second: (successes: Int, trials: Int))>
    ) {
        var counts: [Outcome: Int] = [:]
        for (first, second) in prompts where first.trials > 0 && second.trials > 0 {
            let outcome = Outcome(
                firstSuccesses: first.successes, firstTrials: first.trials, secondSuccesses: second.successes,
                secondTrials: second.trials)
            counts[outcome, default: 0] += 1
        }
        outcomes = counts.map { (outcome: $0.key, prompts: $0.value) }
            .sorted { ($1.prompts, $0.outcome) < ($0.prompts, $1.outcome) }
        total = outcomes.reduce(Outcome()) { $0 + $1.prompts * $1.outcome }
        count = counts.values.reduce(0, +)
    }

    /// The first condition's rate less the second's, over all samples of these prompts; nil without prompts.
    package var difference: Double? { count > 0 ? total.difference : nil }

    /// How many prompts have each difference.
    var countsByDifference: [Double: Int] {
        outcomes.reduce(into: [:]) { $0[$1.outcome.difference, default: 0] += $1.prompts }
    }

    /// Whether each prompt was sampled once under each condition.
    var areSampledOnce: Bool {
        outcomes.allSatisfy { $0.outcome.firstTrials == 1 && $0.outcome.secondTrials == 1 }
    }
}
