/// Rates by condition on a common axis from 0 to 100 %: a mark with its interval, and the counts beside it.
struct RatesChart: Chart {
    let section: RateSection

    var name: String { "rates-\(section.title)" }
    var title: String { section.title }
    var caption: String { section.caption }

    var description: String {
        section.rows.map { row in
            guard let rate = row.rate else { return "\(row.name): no samples" }
            let interval = row.hasInterval ? ", interval \(row.intervalText) %" : ""
            return "\(row.name): \(row.successes) of \(row.n), \(rate.percent) %\(interval)"
        }.joined(separator: "; ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [
                .init("condition", heading: "condition"), .init("role", heading: nil), .init("count", heading: "count"),
                .init("n", heading: "n"), .init("rate", heading: "rate, %"), .init("low", heading: "from, %"),
                .init("high", heading: "to, %"),
            ],
            rows: section.rows.map { row in
                [
                    .text(row.name), .text(row.role.rawValue), .count(row.successes), .count(row.n),
                    .number(row.rate, shown: \.percent), .number(row.rate.map { _ in row.low }, shown: \.percent),
                    .number(row.rate.map { _ in row.high }, shown: \.percent),
                ]
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        guard !section.rows.isEmpty else { return canvas.nothingToShow() }
        let values = section.rows.map { row in
            ["\(row.successes)/\(row.n)", row.rate.map { "\($0.percent) %" } ?? "–"]
        }
        let layout = RowsLayout(width: canvas.width, names: section.rows.map(\.name), values: values, overhang: 24)
        for (row, values) in zip(section.rows, values) {
            layout.row(row.name, values: values, on: &canvas) { canvas, height in
                let middle = (height.lowerBound + height.upperBound) / 2
                guard let rate = row.rate else {
                    return canvas.text("no samples", x: layout.plot.lowerBound, middle: middle, class: "soft")
                }
                layout.grid([0, 0.25, 0.5, 0.75, 1], class: "grid", rows: height, on: &canvas)
                canvas.estimate(
                    row.role.shape, at: layout.x(rate),
                    interval: row.hasInterval ? (layout.x(row.low), layout.x(row.high)) : nil, middle: middle,
                    class: row.role.rawValue)
            }
        }
        layout.axis([(0, "0"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (1, "100 %")], on: &canvas)
    }
}

extension RateRow {
    fileprivate var hasInterval: Bool { rate != nil && low.isFinite && high.isFinite }
}
