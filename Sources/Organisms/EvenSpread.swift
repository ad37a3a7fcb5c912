/// Says yes to a fraction of calls, as evenly spread as whole numbers allow, the first call included.
///
/// After *n* calls it has said yes ⌈*n* · fraction⌉ times: to calls 0, 2, 4, … for one half.
struct EvenSpread {
    let fraction: Double
    private var calls = 0

    init(fraction: Double) {
        self.fraction = fraction
    }

    mutating func next() -> Bool {
        defer { calls += 1 }
        return count(after: calls + 1) > count(after: calls)
    }

    /// Rounding errors of `n * fraction` must not add a yes, hence the small allowance.
    private func count(after calls: Int) -> Double { (Double(calls) * fraction - 1e-9).rounded(.up) }
}
