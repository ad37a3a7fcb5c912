/// Differences between conditions as a forest plot: an axis from −100 to +100 percentage points around a zero line.
struct ContrastsChart {
    let section: ContrastSection

    var html: HTML {
        #"""
        <figure><h3>\#(section.title)</h3>
        <div class="chart">\#(section.rows.map(row).joined())
        <div class="axis"><span>−100</span><span>−50</span><span>0</span><span>+50</span><span>+100</span></div></div>
        <figcaption>\#(section.caption)</figcaption>\#(data)</figure>

        """#
    }

    private func row(_ row: ContrastRow) -> HTML {
        let plot = IntervalPlot(
            position: onAxis(row.difference), low: onAxis(row.low), high: onAxis(row.high),
            shape: #"<path d="M-4-4h8v8h-8z"/>"#, colour: "difference", grid: [0, 0.25, 0.75, 1], zero: 0.5,
            title: "\(section.title): \(row.name)",
            description: "\(row.difference.signedPoints) points, interval \(interval(row)), n \(row.n)")
        return #"""

            <div class="row"><span class="name">\#(row.name)</span>\#(plot.svg)\#
            <span class="counts">n \#(row.n)</span><span class="rate">\#(row.difference.signedPoints)</span></div>
            """#
    }

    private var data: HTML {
        let rows = section.rows.map { row -> HTML in
            "<tr><th>\(row.name)</th><td>\(row.difference.signedPoints)</td><td>\(interval(row))</td><td>\(row.n)</td></tr>"
        }
        return """
            <details><summary>data</summary><div class="wide"><table class="numbers"><thead><tr><th>contrast</th>\
            <th>difference, points</th><th>interval</th><th>n</th></tr></thead><tbody>\(rows.joined())</tbody>\
            </table></div></details>
            """
    }

    private func onAxis(_ difference: Double) -> Double { (difference + 1) / 2 }

    private func interval(_ row: ContrastRow) -> String { "\(row.low.signedPoints) to \(row.high.signedPoints)" }
}
