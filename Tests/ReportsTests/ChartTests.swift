import Testing

@testable import Reports

@Suite struct ChartTests {
    static func chart(_ successes: Int, of n: Int, low: Double, high: Double) -> String {
        let row = RateRow(name: "triggered", role: .triggered, successes: successes, n: n, low: low, high: high)
        return RatesChart(section: RateSection(title: "Fired", caption: "n", rows: [row])).html.text
    }

    @Test func rateStandsAtItsPlaceOnTheAxis() {
        let text = Self.chart(99, of: 100, low: 0.946, high: 0.998)
        #expect(text.contains(#"<svg x="99.0%" y="50%""#))
        #expect(text.contains(#"<line x1="94.6%" x2="99.8%""#))
        #expect(text.contains("99/100") && text.contains("99.0 %"))
        #expect(text.contains("<title>Fired: triggered</title><desc>99 of 100, 99.0 %, interval 94.6–99.8 %</desc>"))
    }

    @Test func nothingCountedIsSaidInWords() {
        let text = Self.chart(0, of: 0, low: 0, high: 1)
        #expect(text.contains("no samples"))
        #expect(!text.contains(#"class="plot"#))
        #expect(!text.contains("nan"))
    }

    @Test func placesOutsideTheAxisStayOnIt() {
        let text = Self.chart(100, of: 100, low: -0.1, high: 1.1)
        #expect(text.contains(#"x1="0.0%" x2="100.0%""#))
    }

    @Test func zeroOfAContrastIsInTheMiddle() {
        let row = ContrastRow(name: "a − b", difference: -0.5, low: -0.75, high: 0, n: 40)
        let text = ContrastsChart(section: ContrastSection(title: "t", caption: "c", rows: [row])).html.text
        #expect(text.contains(#"class="zero" x1="50.0%""#))
        #expect(text.contains(#"x1="12.5%" x2="50.0%""#))
        #expect(text.contains(#"<svg x="25.0%""#))
        #expect(text.contains("−50.0") && text.contains("−75.0 to 0.0"))
    }

    @Test func outcomesFillTheirBarInOrder() {
        let row = OutcomeRow(condition: "clean", counts: [.malformed: 1, .finished: 6, .truncated: 1, .failed: 0])
        let text = OutcomesChart(rows: [row]).html.text
        #expect(text.contains(#"<rect class="finished" x="0.0%" width="75.0%""#))
        #expect(text.contains(#"<rect class="truncated" x="75.0%" width="12.5%""#))
        #expect(text.contains(#"<rect class="malformed" x="87.5%" width="12.5%""#))
        #expect(text.contains("<desc>6 finished, 1 truncated, 1 malformed</desc>"))
        #expect(!text.contains("0 failed"))
    }

    @Test(arguments: [(0.946, "94.6"), (1, "100.0"), (0, "0.0"), (0.0005, "0.1"), (0.33333, "33.3")])
    func percentHasOneDecimal(fraction: Double, text: String) {
        #expect(fraction.percent == text)
    }

    @Test(arguments: [(0.93, "+93.0"), (-0.015, "−1.5"), (0, "0.0"), (-0.0001, "0.0"), (-1, "−100.0")])
    func pointsHaveASign(difference: Double, text: String) {
        #expect(difference.signedPoints == text)
    }
}
