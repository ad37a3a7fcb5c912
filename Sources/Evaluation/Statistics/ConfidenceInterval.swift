/// A range that covers the true value of a quantity with a stated probability.
package struct ConfidenceInterval: Sendable, Hashable, Codable {
    /// How an interval was computed.
    package enum Method: String, Sendable, Codable {
        case wilson
        case clopperPearson = "clopper-pearson"
        case newcombe
        case clusteredWilson = "clustered-wilson"
        case student
        /// A standard error that holds for many samples, times a normal quantile.
        case asymptotic
        case langReiczigel = "lang-reiczigel"
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
