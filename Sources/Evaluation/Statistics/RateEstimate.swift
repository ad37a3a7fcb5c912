import Foundation

/// A rate with its counts and its interval.
package struct RateEstimate: Sendable, Hashable, Codable, CustomStringConvertible {
    package let successes: Int
    package let trials: Int
    package let interval: ConfidenceInterval

    /// Successes over trials; nil without trials.
    package var rate: Double? { trials > 0 ? Double(successes) / Double(trials) : nil }

    /// A rate with Wilson's interval.
    package init(successes: Int, trials: Int, confidence: Double = 0.95) {
        self.init(
            successes: successes, trials: trials,
            interval: .wilson(successes: successes, trials: trials, confidence: confidence))
    }

    /// A rate with an interval of another kind.
    package init(successes: Int, trials: Int, interval: ConfidenceInterval) {
        self.successes = successes
        self.trials = trials
        self.interval = interval
    }

    /// The rate for people: `99/100 (94.6–99.8 %)`.
    package var description: String {
        "\(successes)/\(trials) "
            + String(format: "(%.1f–%.1f %%)", locale: nil, interval.lower * 100, interval.upper * 100)
    }
}
