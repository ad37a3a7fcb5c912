import Foundation

extension Double {
    /// A fraction in percent with one decimal: 0.946 is `94.6`; what is no number is `–`.
    package var percent: String {
        let percent = (self * 1000).rounded() / 10
        return percent.isFinite ? String(percent) : "–"
    }

    /// A difference of fractions in percentage points with its sign and one decimal: `+93.0`, `−1.5`, `0.0`; what is no number
    /// is `–`.
    package var signedPoints: String {
        let points = (self * 1000).rounded() / 10
        guard points.isFinite else { return "–" }
        if points == 0 { return "0.0" }
        return (points < 0 ? "−" : "+") + String(abs(points))
    }

    /// A coefficient from -1 to 1 with two decimals: `0.83`, `−0.10`.
    var coefficient: String {
        guard isFinite else { return "–" }
        let text = String(format: "%.2f", abs(self))
        return self < 0 && text != "0.00" ? "−" + text : text
    }

    /// A probability with as many digits as matter: `0.53`, `0.012`, `<0.001`.
    package var probability: String { self < 0.001 ? "<0.001" : String(format: self < 0.1 ? "%.3f" : "%.2f", self) }

    /// `p 0.012`, `p <0.001`.
    var pValueText: String { isFinite ? "p \(probability)" : "" }
}

extension RateRow {
    /// `94.6–99.8`, in percent.
    package var intervalText: String { "\(low.percent)–\(high.percent)" }
}
