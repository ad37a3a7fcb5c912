import Foundation
import Kernels

/// Chooses a token from one row of logits.
///
/// The order of the steps is that of transformers: temperature, top-k, top-p. The choice inverts the cumulative distribution of the
/// kept tokens, likeliest first, at one uniform number.
package struct TokenSampler: Sendable {
    private let temperature: Float
    private let topP: Float
    private let topK: Int?

    package init(_ settings: SamplingSettings) {
        temperature = Float(settings.temperature)
        topP = Float(settings.topP)
        topK = settings.topK
    }

    /// The temperature that the summary of a row is wanted at.
    var summaryTemperature: Float { temperature > 0 ? temperature : 1 }

    /// The logit from which on tokens are looked at first, or in the next round after `round` that were not enough.
    func cut(_ summary: LogitRows.Summary, round: Int) -> Float {
        summary.largest - (temperature > 0 ? Self.reach(round) * temperature : 0)
    }

    /// How far below the largest logit a round looks, in temperatures: e⁻⁸ of the likeliest token's probability, then further.
    private static func reach(_ round: Int) -> Float { round < 8 ? Float(8 << round) : .infinity }

    /// The chosen token and its logit; nil when tokens below the cut matter.
    ///
    /// - Parameters:
    ///   - candidates: all tokens down to the cut of this round.
    ///   - summary: of the row, at ``summaryTemperature``.
    ///   - uniform: in [0, 1).
    func choose(
        _ candidates: [LogitRows.Candidate], _ summary: LogitRows.Summary, round: Int, uniform: Double
    ) -> LogitRows.Candidate? {
        guard temperature > 0 else {
            return LogitRows.Candidate(token: summary.likeliest, logit: summary.largest)
        }
        let head = Head(candidates, summary.largest, temperature)
        return choose(head, summary, Float(uniform), Self.reach(round) == .infinity)
    }

    /// The choice from the head of the distribution; nil when what lies beyond matters.
    private func choose(
        _ head: Head, _ summary: LogitRows.Summary, _ uniform: Float, _ isWhole: Bool
    ) -> LogitRows.Candidate? {
        guard let topK else {
            // Of the tokens that top-p keeps, those beyond the head matter only if the choice may fall on them.
            let goal = topP < 1 ? topP * summary.mass : uniform * summary.mass
            guard head.mass > goal || isWhole else { return nil }
            return topP < 1 ? head.choice(keeping: topP * summary.mass, uniform) : head.choice(at: goal)
        }
        guard head.count >= topK || isWhole else { return nil }
        let kept = head.prefix(topK)
        return topP < 1 ? kept.choice(keeping: topP * kept.mass, uniform) : kept.choice(at: uniform * kept.mass)
    }
}

/// The likeliest tokens of a row, likeliest first; of equals the first.
private struct Head {
    private let candidates: [LogitRows.Candidate]
    /// Proportional to the probabilities; 1 for the likeliest.
    private let masses: [Float]
    let mass: Float

    init(_ candidates: [LogitRows.Candidate], _ largest: Float, _ temperature: Float) {
        self.candidates = candidates.sorted { $0.logit != $1.logit ? $0.logit > $1.logit : $0.token < $1.token }
        masses = self.candidates.map { exp(($0.logit - largest) / temperature) }
        mass = masses.reduce(0, +)
    }

    private init(candidates: [LogitRows.Candidate], masses: [Float]) {
        self.candidates = candidates
        self.masses = masses
        mass = masses.reduce(0, +)
    }

    var count: Int { candidates.count }

    func prefix(_ count: Int) -> Head {
        Head(candidates: Array(candidates.prefix(count)), masses: Array(masses.prefix(count)))
    }

    /// The choice from the shortest beginning with at least the mass `goal`.
    func choice(keeping goal: Float, _ uniform: Float) -> LogitRows.Candidate {
        var found: Float = 0
        let end = masses.firstIndex { mass in
            found += mass
            return found >= goal
        }
        return choice(at: uniform * found, before: (end ?? masses.count - 1) + 1)
    }

    /// The first token with which the running mass exceeds `goal`.
    func choice(at goal: Float, before end: Int? = nil) -> LogitRows.Candidate {
        var found: Float = 0
        let last = (end ?? masses.count) - 1
        let index = masses.indices.prefix(last).first { index in
            found += masses[index]
            return found > goal
        }
        return candidates[index ?? last]
    }
}
