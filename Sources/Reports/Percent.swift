extension Double {
    /// A fraction in percent with one decimal: 0.946 is `94.6`.
    package var percent: String { String((self * 1000).rounded() / 10) }

    /// A difference of fractions in percentage points with its sign and one decimal: `+93.0`, `−1.5`, `0.0`.
    package var signedPoints: String {
        let points = (self * 1000).rounded() / 10
        if points == 0 { return "0.0" }
        return (points < 0 ? "−" : "+") + String(abs(points))
    }
}

extension RateRow {
    /// `94.6–99.8`, in percent.
    package var intervalText: String { "\(low.percent)–\(high.percent)" }
}
