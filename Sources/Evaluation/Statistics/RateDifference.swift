/// How much one rate exceeds another that was measured on other samples.
package struct RateDifference: Sendable, Hashable, Codable {
    package let first: RateEstimate
    package let second: RateEstimate
    package let interval: ConfidenceInterval

    /// The first rate less the second; nil if either has no trials.
    package var difference: Double? {
        guard let first = first.rate, let second = second.rate else { return nil }
        return first - second
    }

    /// The difference of two independent rates, whose intervals have the same confidence, with the hybrid score interval.
    ///
    /// With the rates' own bounds (l₁, u₁) and (l₂, u₂) and d = p̂₁ − p̂₂, from d − √((p̂₁−l₁)² + (u₂−p̂₂)²) to
    /// d + √((u₁−p̂₁)² + (p̂₂−l₂)²); all of −1…1 if either has no trials. For Wilson's bounds this is method 10 of
    /// R. G. Newcombe (1998), Statistics in Medicine 17:873–890; for others see Zou & Donner (2008), ibid. 27:1693–1702.
    package init(_ first: RateEstimate, minus second: RateEstimate) {
        precondition(first.interval.confidence == second.interval.confidence, "intervals differ in confidence")
        self.first = first
        self.second = second
        var (lower, upper) = (-1.0, 1.0)
        if let p = first.rate, let q = second.rate {
            lower = p - q - hypotenuse(p - first.interval.lower, second.interval.upper - q)
            upper = p - q + hypotenuse(first.interval.upper - p, q - second.interval.lower)
        }
        interval = ConfidenceInterval(
            lower: lower, upper: upper, confidence: first.interval.confidence, method: .newcombe)
    }
}

private func hypotenuse(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
