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
        EstimateRows(
            axis: .share, label: { $0 == 1 ? "100 %" : "\(Int($0 * 100))" }, hasZeroLine: false, overhang: 24,
            rows: section.rows.map { row in
                EstimateRows.Row(
                    name: row.name, values: ["\(row.successes)/\(row.n)", row.rate.map { "\($0.percent) %" } ?? "–"],
                    estimate: row.rate, low: row.low, high: row.high, role: row.role, substitute: "no samples")
            }
        ).draw(on: &canvas)
    }
}

extension RateRow {
    fileprivate var hasInterval: Bool { rate != nil && low.isFinite && high.isFinite }
}
