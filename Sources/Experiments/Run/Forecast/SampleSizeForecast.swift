import Evaluation
import Foundation

/// What a contrast of two conditions can show with the planned samples.
package struct ContrastForecast: Sendable, Encodable {
    package let first: String
    package let second: String
    package let effects: [Effect]
    /// 1 − 0.05 / the number of contrasts: the first step of Holm's procedure.
    package let confidence: Double

    /// The smallest difference that is seen with a probability of 0.8.
    package struct Effect: Sendable, Encodable {
        /// A true rate of the second condition.
        package let baseline: Double
        /// Where the samples of one prompt are independent; nil if there are too few.
        package let difference: Double?
        /// Where the samples of one prompt all agree. The same where each prompt is sampled once.
        package let differenceIfPromptsAgree: Double?
    }

    package static let power = 0.8
    package static let significance = 0.05
    package static let baselines = [0.02, 0.5]

    static func all(_ experiment: Experiment, prompts: Int) -> [ContrastForecast] {
        let confidence = 1 - significance / Double(max(experiment.contrasts.count, 1))
        var known: [[Int]: [Effect]] = [:]
        return experiment.contrasts.compactMap { contrast in
            guard let first = experiment.condition(contrast.first), let second = experiment.condition(contrast.second)
            else { return nil }
            let (many, few) = (first.sampling.samples(of: prompts), second.sampling.samples(of: prompts))
            let effects =
                known[[many, few]] ?? baselines.map { effect(above: $0, prompts, many, few, confidence) }
            known[[many, few]] = effects
            return ContrastForecast(
                first: contrast.first, second: contrast.second, effects: effects, confidence: confidence)
        }
    }

    private static func effect(
        above baseline: Double, _ prompts: Int, _ first: Int, _ second: Int, _ confidence: Double
    ) -> Effect {
        let independent = difference(above: baseline, first, second, confidence)
        return Effect(
            baseline: baseline, difference: independent,
            differenceIfPromptsAgree: first == prompts && second == prompts
                ? independent : difference(above: baseline, prompts, prompts, confidence))
    }

    /// Summing over all outcomes takes long where there are very many, and then the approximation is good.
    private static let exactUpTo = 2_000

    private static func difference(
        above baseline: Double, _ samples: Int, _ baselineSamples: Int, _ confidence: Double
    ) -> Double? {
        guard max(samples, baselineSamples) > exactUpTo else {
            return DetectableEffect(
                above: baseline, samples: samples, baselineSamples: baselineSamples, power: power,
                confidence: confidence
            ).difference
        }
        return DetectableEffect.arcsineRate(
            above: baseline, samples: samples, baselineSamples: baselineSamples, power: power, confidence: confidence
        ).map { $0 - baseline }
    }
}

/// Whether the planned samples can show that a threshold is kept.
///
/// A run keeps a threshold by its rate alone; it shows it where the whole interval of the rate does.
package struct ThresholdForecast: Sendable, Encodable {
    package enum Bound: String, Sendable, Encodable {
        case atLeast = "at least"
        case atMost = "at most"
    }

    package let scorer: String
    package let condition: String
    package let bound: Bound
    package let rate: Double
    package let samples: Int
    /// Where the interval of the best possible outcome ends: its upper bound for `at most`, its lower for `at least`.
    package let bestBound: Double
    /// The fewest samples whose best outcome shows it; nil if none do.
    package let samplesNeeded: Int?
    /// Whether the best possible outcome shows it.
    package let canBeShown: Bool

    init(_ scorer: String, _ condition: String, _ bound: Bound, _ rate: Double, samples: Int) {
        self.scorer = scorer
        self.condition = condition
        self.bound = bound
        self.rate = rate
        self.samples = samples
        let best = ConfidenceInterval.wilson(successes: bound == .atMost ? 0 : samples, trials: samples)
        bestBound = bound == .atMost ? best.upper : best.lower
        canBeShown = bound == .atMost ? bestBound <= rate : bestBound >= rate
        // Wilson's bound of none in n is z² / (n + z²), and that of all in n what is left of 1.
        let single = ConfidenceInterval.wilson(successes: 0, trials: 1).upper
        let zSquared = single / (1 - single)
        let distance = bound == .atMost ? rate : 1 - rate
        samplesNeeded = distance > 0 ? Int((zSquared * (1 - distance) / distance).rounded(.up)) : nil
    }

    static func all(_ threshold: Experiment.Threshold, _ experiment: Experiment) -> [ThresholdForecast] {
        guard let condition = experiment.condition(threshold.condition) else { return [] }
        let samples = condition.sampling.samples(of: experiment.prompts.test)
        func forecast(_ bound: Bound, _ rate: Double) -> ThresholdForecast {
            ThresholdForecast(threshold.scorer.rawValue, condition.name, bound, rate, samples: samples)
        }
        return [threshold.atLeast.map { forecast(.atLeast, $0) }, threshold.atMost.map { forecast(.atMost, $0) }]
            .compactMap(\.self)
    }
}
