import Foundation
import Testing

@testable import Reports

/// What the charts draw where, and what they say of it.
@Suite struct ChartTests {
    private static func svg(_ chart: some Chart, width: Double = 760) -> String {
        chart.svg(width: width, id: "c", class: "test").text
    }

    private static func rates(_ successes: Int, of n: Int, low: Double, high: Double) -> RatesChart {
        let row = RateRow(name: "triggered", role: .triggered, successes: successes, n: n, low: low, high: high)
        return RatesChart(section: RateSection(title: "Fired", caption: "n", rows: [row]))
    }

    /// The place of a fraction of the axis, as the lines of the grid have it.
    private static func place(_ fraction: Double, in svg: String) throws -> Double {
        let places = svg.matches(of: /class="(?:grid|zero)" x1="([0-9.]+)"/).compactMap { Double($0.1) }
        let (left, right) = try (#require(places.min()), #require(places.max()))
        return left + fraction * (right - left)
    }

    @Test(arguments: [343.0, 760]) func rateStandsAtItsPlaceOnTheAxis(width: Double) throws {
        let chart = Self.rates(99, of: 100, low: 0.946, high: 0.998)
        let svg = Self.svg(chart, width: width)
        let mark = try #require(svg.firstMatch(of: #/class="mark triggered" transform="translate\(([0-9.]+) /#))
        #expect(try abs(#require(Double(mark.1)) - Self.place(0.99, in: svg)) < 0.11)
        let interval = try #require(
            svg.firstMatch(of: /<line class="triggered" x1="([0-9.]+)" y1="[0-9.]+" x2="([0-9.]+)"/))
        #expect(try abs(#require(Double(interval.1)) - Self.place(0.946, in: svg)) < 0.11)
        #expect(try abs(#require(Double(interval.2)) - Self.place(0.998, in: svg)) < 0.11)
        #expect(svg.contains(">99/100</text>") && svg.contains(">99.0 %</text>"))
        #expect(chart.description == "triggered: 99 of 100, 99.0 %, interval 94.6–99.8 %")
    }

    @Test func nothingCountedIsSaidInWords() {
        let chart = Self.rates(0, of: 0, low: 0, high: 1)
        #expect(!Self.svg(chart).contains(#"class="mark"#))
        #expect(chart.description == "triggered: no samples")
        #expect(chart.table.csv.hasSuffix("triggered,triggered,0,0,,,\r\n"))
    }

    @Test func intervalsBeyondTheAxisStayOnIt() throws {
        let svg = Self.svg(Self.rates(100, of: 100, low: -0.1, high: 1.1))
        let interval = try #require(
            svg.firstMatch(of: /<line class="triggered" x1="([0-9.]+)" y1="[0-9.]+" x2="([0-9.]+)"/))
        #expect(try Double(interval.1) == Self.place(0, in: svg) && Double(interval.2) == Self.place(1, in: svg))
    }

    @Test func zeroOfAContrastIsInTheMiddle() throws {
        let row = ContrastRow(name: "a − b", difference: -0.5, low: -0.75, high: 0, n: 40)
        let chart = ContrastsChart(section: ContrastSection(title: "t", caption: "c", rows: [row]))
        let svg = Self.svg(chart)
        let zero = try #require(svg.firstMatch(of: /class="zero" x1="([0-9.]+)"/))
        #expect(try abs(#require(Double(zero.1)) - Self.place(0.5, in: svg)) < 0.11)
        let mark = try #require(svg.firstMatch(of: #/class="mark difference" transform="translate\(([0-9.]+) /#))
        #expect(try abs(#require(Double(mark.1)) - Self.place(0.25, in: svg)) < 0.11)
        #expect(chart.description == "a − b: −50.0 points, interval −75.0 to 0.0, n 40")
        #expect(chart.caption == "c" && !svg.contains(">p "))
    }

    @Test func adjustedProbabilitiesAreShownWhereThereAreAny() {
        let rows = [0.0004, 0.0123, 0.5, nil].map {
            ContrastRow(name: "a", difference: 0, low: 0, high: 0, n: 1, adjustedP: $0)
        }
        let chart = ContrastsChart(section: ContrastSection(title: "t", caption: "c.", rows: rows))
        let svg = Self.svg(chart)
        for text in ["p &lt;0.001", "p 0.012", "p 0.50"] { #expect(svg.contains(">\(text)</text>"), "\(text)") }
        #expect(chart.caption == "c. p adjusted by Holm's method.")
        #expect(chart.table.csv.contains("a,0.0,0.0,0.0,1,0.0123\r\n"))
    }

    @Test func outcomesFillTheirBarInOrder() throws {
        let row = OutcomeRow(condition: "clean", counts: [.malformed: 1, .finished: 6, .truncated: 1, .failed: 0])
        let chart = OutcomesChart(rows: [row])
        let svg = Self.svg(chart)
        let parts = svg.matches(of: /class="outcome ([a-z]+)" x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)" height="16"/)
        #expect(parts.map { String($0.1) } == ["finished", "truncated", "malformed"])
        let starts = try parts.map { try #require(Double($0.2)) }
        let widths = try parts.map { try #require(Double($0.3)) }
        #expect(abs(widths[0] / widths.reduce(0, +) - 0.75) < 0.01)
        for place in 0..<2 { #expect(abs(starts[place] + widths[place] - starts[place + 1]) < 0.11) }
        #expect(chart.description == "clean: 6 finished, 1 truncated, 1 malformed")
        #expect(!svg.contains("failed"))
    }

    @Test func oneLostSampleOfAMillionIsSeen() throws {
        let svg = Self.svg(OutcomesChart(rows: [OutcomeRow(condition: "c", counts: [.finished: 999_999, .empty: 1])]))
        let part = try #require(svg.firstMatch(of: /class="outcome empty" x="[0-9.]+" y="[0-9.]+" width="([0-9.]+)"/))
        #expect(try #require(Double(part.1)) >= 2)
    }

    @Test func confusionSharesAreOfTheLabel() {
        let chart = ConfusionChart(
            section: ConfusionSection(
                title: "Judge", caption: "", labels: .init(positive: "vulnerable", negative: "secure"),
                verdicts: .init(positive: "flagged", negative: "passed"), ofPositives: .init(positive: 45, negative: 5),
                ofNegatives: .init(positive: 8, negative: 0)))
        #expect(
            chart.description == "of 50 vulnerable: 45 flagged, 90.0 %; 5 passed, 10.0 %. "
                + "of 8 secure: 8 flagged, 100.0 %; 0 passed, 0.0 %")
        #expect(chart.table.csv.contains("vulnerable,flagged,45,0.9\r\n"))
        #expect(Self.svg(chart).contains(">n 50</text>"))
    }

    @Test func agreementIsSaidOnceForEachPair() {
        let chart = AgreementChart(
            section: AgreementSection(
                title: "t", caption: "", measure: .coefficient, detectors: ["a", "b", "c"],
                values: [[1, 0.5, nil], [0.5, 1, -0.25], [.nan]]))
        #expect(chart.description == "a and b: 0.50; a and c: no value; b and c: −0.25")
        #expect(chart.table.rows.count == 9)
    }

    @Test func doseIsAscendingWhateverTheOrder() {
        let points = [200.0, 0, 100].map { DosePoint(dose: $0, successes: Int($0) / 2, n: 100, low: 0, high: 1) }
        let chart = DoseChart(
            section: DoseSection(
                title: "t", caption: "", doseName: "steps", series: [DoseSeries(name: "s", points: points)]))
        #expect(chart.description == "s: 0.0 % at 0, 50.0 % at 100, 100.0 % at 200")
    }

    @Test func trainingThatDivergedSaysSo() {
        let steps = (1...10).map { step in
            TrainingCurve.Step(number: step, loss: step == 4 ? .nan : 1, gradientNorm: 1, learningRate: 1e-3)
        }
        let chart = TrainingChart(
            curve: TrainingCurve(
                steps: steps, heldOut: [.init(afterStep: 0, loss: 2), .init(afterStep: 10, loss: 1.5)]))
        #expect(chart.caption.contains("in 1 of 10 steps"))
        #expect(chart.description.contains("held-out loss from 2 to 1.5"))
        #expect(chart.table.rows.count == 12)
        #expect(Self.svg(chart).matches(of: /<polyline class="clean"/).count == 5)
    }

    @Test(arguments: [
        (0.946, "94.6"), (1, "100.0"), (0, "0.0"), (0.0005, "0.1"), (0.33333, "33.3"), (Double.nan, "–"), (1e308, "–"),
    ])
    func percentHasOneDecimal(fraction: Double, text: String) {
        #expect(fraction.percent == text)
    }

    @Test(arguments: [
        (0.93, "+93.0"), (-0.015, "−1.5"), (0, "0.0"), (-0.0001, "0.0"), (-1, "−100.0"), (Double.nan, "–"),
    ])
    func pointsHaveASign(difference: Double, text: String) {
        #expect(difference.signedPoints == text)
    }
}
