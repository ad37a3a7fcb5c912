import Foundation

extension RateEstimate {
    /// The largest rate that is compatible with not a single success: about 3 / `trials` at a confidence of 0.95.
    ///
    /// Clopper and Pearson's one-sided bound, 1 − (1 − confidence)^(1/n); 1 without trials.
    /// Source: Hanley & Lippman-Hand (1983), JAMA 249:1743–1745.
    package static func upperBound(withNoneOf trials: Int, confidence: Double = 0.95) -> Double {
        trials > 0 ? -expm1(log1p(-confidence) / Double(trials)) : 1
    }
}
