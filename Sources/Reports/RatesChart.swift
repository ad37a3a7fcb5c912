/// Rates by condition on a common axis from 0 to 100 %: a mark with its interval, and the counts beside it.
struct RatesChart {
    let section: RateSection

    private let grid = [0, 0.25, 0.5, 0.75, 1]

    var html: HTML {
        #"""
        <figure><h3>\#(section.title)</h3>
        <div class="chart">\#(section.rows.map(row).joined())
        <div class="axis"><span>0</span><span>25</span><span>50</span><span>75</span><span>100 %</span></div></div>
        <figcaption>\#(section.caption)</figcaption>\#(data)</figure>

        """#
    }

    private func row(_ row: RateRow) -> HTML {
        guard let rate = row.rate else {
            return #"<div class="row"><span class="name">\#(row.name)</span><span class="none">no samples</span></div>"#
        }
        let plot = IntervalPlot(
            position: rate, low: row.low, high: row.high, shape: row.role.shape, colour: row.role.rawValue, grid: grid,
            zero: nil, title: "\(section.title): \(row.name)",
            description: "\(row.successes) of \(row.n), \(rate.percent) %, interval \(row.intervalText) %")
        return #"""

            <div class="row"><span class="name">\#(row.name)</span>\#(plot.svg)\#
            <span class="counts">\#(row.successes)/\#(row.n)</span><span class="rate">\#(rate.percent) %</span></div>
            """#
    }

    private var data: HTML {
        let rows = section.rows.map { row -> HTML in
            "<tr><th>\(row.name)</th><td>\(row.successes)</td><td>\(row.n)</td>"
                + "<td>\(row.rate?.percent ?? "–")</td><td>\(row.rate == nil ? "–" : row.intervalText)</td></tr>"
        }
        return """
            <details><summary>data</summary><div class="wide"><table class="numbers"><thead><tr><th>condition</th>\
            <th>count</th><th>n</th><th>rate, %</th><th>interval, %</th></tr></thead><tbody>\(rows.joined())</tbody>\
            </table></div></details>
            """
    }
}
