import Foundation
import Testing

@testable import Reports

/// Whatever the numbers and names are, a chart is well-formed, readable and complete.
@Suite struct ChartLayoutTests {
    /// Ten by ten seeds of five charts.
    @Test(arguments: 0..<10) func textsNeitherOverlapNorLeaveThePicture(tenth: Int) throws {
        for seed in (tenth * 10)..<(tenth * 10 + 10) {
            var charts = RandomCharts(seed: UInt64(seed) + 1)
            for number in 0..<5 {
                let chart = charts.next()
                let pictures = [
                    StandaloneChart(chart).svg, chart.svg(width: ChartFigure.narrow, id: "c", class: "in-brief").text,
                    chart.svg(width: ChartFigure.wide, id: "c", class: "at-ease").text,
                ]
                for (kind, svg) in zip(["alone", "narrow", "wide"], pictures) {
                    let place = "seed \(seed), chart \(number), \(chart.name), \(kind)"
                    let drawn = try #require(DrawnSVG(svg), "\(place): not well-formed")
                    #expect(drawn.faults.prefix(3) == [], "\(place)")
                    #expect(drawn.elements["script"] == nil, "\(place)")
                    #expect(!drawn.labelledBy.isEmpty && Set(drawn.labelledBy).isSubset(of: drawn.ids), "\(place)")
                    #expect(Set(drawn.ids).count == drawn.ids.count, "\(place)")
                    // No name has such a part.
                    #expect(!svg.contains(/[^a-z](?:nan|inf)[^a-z]/.ignoresCase()), "\(place)")
                }
            }
        }
    }

    @Test func longNamesAreGivenInFullToWhoeverAsks() throws {
        let name = String(repeating: "a-very-long-name-of-a-condition ", count: 12)
        let chart = OutcomesChart(rows: [OutcomeRow(condition: name, counts: [.finished: 1])])
        let svg = chart.svg(width: ChartFigure.narrow, id: "c", class: "t").text
        #expect(svg.contains("<title>\(name.trimmingCharacters(in: .whitespaces))</title>"))
        #expect(svg.contains("…"))
    }

    @Test func markupInNamesIsText() throws {
        let hostile = "</text><script>alert(1)</script>]]><!-- \u{0}\u{8} &"
        let row = RateRow(name: hostile, role: .clean, successes: 1, n: 2, low: 0, high: 1)
        let chart = RatesChart(section: RateSection(title: hostile, caption: hostile, rows: [row]))
        let drawn = try #require(DrawnSVG(StandaloneChart(chart).svg))
        #expect(drawn.elements["script"] == nil)
        #expect(drawn.title == "</text><script>alert(1)</script>]]><!-- ⟦U+0000⟧⟦U+0008⟧ &")
    }

    @Test func fileStandsAlone() {
        let chart = OutcomesChart(rows: [OutcomeRow(condition: "c", counts: [.truncated: 1])])
        let svg = StandaloneChart(chart).svg
        #expect(svg.contains(#"xmlns="http://www.w3.org/2000/svg""#))
        #expect(svg.contains("@media(prefers-color-scheme:dark)"))
        // Programs other than browsers know no custom properties.
        #expect(!svg.contains("var(") && !svg.contains("href"))
        #expect(svg.contains(#"fill="url(#chart-diagonal)""#) && svg.contains(#"<pattern id="chart-diagonal""#))
    }

    @Test func chartsOfAPageShareNoIDs() {
        let ids = HTMLReport(SampleReport.content).text.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
        #expect(ids.count > 20)
        #expect(Set(ids).count == ids.count)
    }
}
