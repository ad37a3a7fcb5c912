/// How far any number of raters agree beyond chance, where not everyone rated everything: 1 for full agreement, 0 for
/// that of chance.
///
/// α = 1 − Dₒ/Dₑ: the mean difference of two ratings of the same unit over that of any two ratings. A unit with fewer
/// than two ratings says nothing. Source: K. Krippendorff (2011), "Computing Krippendorff's alpha-reliability".
package struct KrippendorffAlpha: Sendable, Hashable, Codable {
    package let alpha: Double

    /// Units with at least two ratings.
    package let units: Int

    /// The ratings of those units.
    package let ratings: Int

    /// Agreement on categories, which are the same or not. One array for each unit, with the ratings that it was given.
    /// Nil where there is nothing to tell apart: fewer than two different ratings in units with at least two.
    package init?<Category: Hashable>(nominal units: [[Category]]) {
        self.init(units) { $0 == $1 ? 0 : 1 }
    }

    /// Agreement on numbers, whose difference counts by its square.
    package init?(interval units: [[Double]]) {
        self.init(units) { ($0 - $1) * ($0 - $1) }
    }

    /// Complexity: O(*u*·*v* + *v*²) for *u* units and *v* different values.
    private init?<Value: Hashable>(_ units: [[Value]], difference: (Value, Value) -> Double) {
        let pairable = units.filter { $0.count > 1 }.map { Self.counts($0) }
        let totals = pairable.reduce(into: [Value: Double]()) { totals, unit in
            totals.merge(unit, uniquingKeysWith: +)
        }
        let count = totals.values.reduce(0, +)
        let expected = Self.disagreement(totals, difference) / (count - 1)
        guard totals.count > 1, expected > 0 else { return nil }
        let observed = pairable.reduce(0) { $0 + Self.disagreement($1, difference) / ($1.values.reduce(0, +) - 1) }
        alpha = 1 - observed / expected
        self.units = pairable.count
        ratings = Int(count)
    }

    /// The summed difference of all ordered pairs of ratings; a rating does not differ from itself.
    private static func disagreement<Value: Hashable>(
        _ counts: [Value: Double], _ difference: (Value, Value) -> Double
    ) -> Double {
        counts.reduce(0) { sum, first in
            counts.reduce(sum) { $0 + first.value * $1.value * difference(first.key, $1.key) }
        }
    }

    private static func counts<Value: Hashable>(_ ratings: [Value]) -> [Value: Double] {
        ratings.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
