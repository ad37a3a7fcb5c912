import Foundation

/// 1 / (1 + exp(-x)), which makes a probability of the logarithm of odds.
enum LogisticFunction {
    static func value(_ odds: Double) -> Double {
        odds >= 0 ? 1 / (1 + exp(-odds)) : exp(odds) / (1 + exp(odds))
    }
}
