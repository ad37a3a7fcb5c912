import Foundation

/// The beta distribution with shapes `a` and `b`, both greater than zero.
struct BetaDistribution {
    private let a: Double
    private let b: Double

    init(_ a: Double, _ b: Double) {
        self.a = a
        self.b = b
    }

    /// The probability of a value of at most `x`: the regularised incomplete beta function I_x(a, b).
    ///
    /// xᵃ(1−x)ᵇ / (a B(a, b)) times a continued fraction that converges fast for x < (a+1)/(a+b+2); beyond that the
    /// symmetry I_x(a, b) = 1 − I_{1−x}(b, a) is used. Source: Abramowitz & Stegun 26.5.8, NIST DLMF 8.17.22.
    func cumulative(_ x: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        guard x < (a + 1) / (a + b + 2) else { return 1 - BetaDistribution(b, a).leftPart(1 - x) }
        return leftPart(x)
    }

    /// The value that a fraction `probability` of values does not exceed, found by bisection.
    func quantile(_ probability: Double) -> Double {
        bisect(from: 0, to: 1) { cumulative($0) < probability }
    }

    private func leftPart(_ x: Double) -> Double {
        let logarithmOfFactor = a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)
        return exp(logarithmOfFactor) / (a * continuedFraction(x))
    }

    /// 1 + d₁/(1 + d₂/(1 + …)), evaluated from the front by Lentz's method (Thompson & Barnett 1986).
    private func continuedFraction(_ x: Double) -> Double {
        let tiny = 1e-300
        var value = 1.0
        var numerator = 1.0
        var denominator = 0.0
        for step in 1...100_000 {
            let coefficient = coefficient(step, x)
            numerator = 1 + coefficient / numerator
            denominator = 1 + coefficient * denominator
            if abs(numerator) < tiny { numerator = tiny }
            if abs(denominator) < tiny { denominator = tiny }
            denominator = 1 / denominator
            value *= numerator * denominator
            if abs(numerator * denominator - 1) < 1e-15 { break }
        }
        return value
    }

    private func coefficient(_ step: Int, _ x: Double) -> Double {
        let m = Double(step / 2)
        return step.isMultiple(of: 2)
            ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    }
}
