/// A range that covers the true value of a quantity with a stated probability.
package struct ConfidenceInterval: Sendable, Hashable, Codable {
    /// How an interval was computed.
    package enum Method: String, Sendable, Codable {
        case wilson
        case clopperPearson = "clopper-pearson"
        case newcombe
        case clusteredWilson = "clustered-wilson"
        /// A standard error that holds for many samples, times a normal quantile.
        case asymptotic
        case langReiczigel = "lang-reiczigel"
        /// Between quantiles of the resampled statistic.
        case percentileBootstrap = "percentile-bootstrap"
        /// Between quantiles that allow for the bias and the skewness of the resampled statistic.
        case acceleratedBootstrap = "bca-bootstrap"
        /// A standard error times a quantile of Student's t.
        case student
    }

    package let lower: Double
    package let upper: Double

    /// The nominal coverage, such as 0.95.
    package let confidence: Double
    package let method: Method

    /// The distance between the bounds.
    package var width: Double { upper - lower }

    /// Whether `value` lies between the bounds, bounds included.
    package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
