/// Differences between conditions as a forest plot: an axis from −100 to +100 percentage points around a zero line.
struct ContrastsChart: Chart {
    let section: ContrastSection

    let name = "contrasts"
    var title: String { section.title }

    var caption: String {
        guard hasPValues else { return section.caption }
        return section.caption + (section.caption.isEmpty ? "" : " ") + "p adjusted by Holm's method."
    }

    var description: String {
        section.rows.map { row in
            guard row.difference.isFinite else { return "\(row.name): no estimate" }
            let p = row.adjustedP.map { ", \($0.pValueText)" } ?? ""
            return "\(row.name): \(row.difference.signedPoints) points\(interval(row)), n \(row.n)\(p)"
        }.joined(separator: "; ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [
                .init("contrast", heading: "contrast"), .init("difference", heading: "difference, points"),
                .init("low", heading: "from"), .init("high", heading: "to"), .init("n", heading: "n"),
                .init("p_holm", heading: hasPValues ? "p, adjusted" : nil),
            ],
            rows: section.rows.map { row in
                [
                    .text(row.name), .number(row.difference, shown: \.signedPoints),
                    .number(row.low, shown: \.signedPoints), .number(row.high, shown: \.signedPoints), .count(row.n),
                    .number(row.adjustedP, shown: \.probability),
                ]
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        EstimateRows(
            axis: .difference, label: \.wholePoints,
            rows: section.rows.map { row in
                let p = hasPValues ? [row.adjustedP?.pValueText ?? ""] : []
                return EstimateRows.Row(
                    name: row.name,
                    values: ["n \(row.n)"] + p + [row.difference.isFinite ? row.difference.signedPoints : "–"],
                    estimate: row.difference, low: row.low, high: row.high)
            }
        ).draw(on: &canvas)
    }

    private var hasPValues: Bool { section.rows.contains { $0.adjustedP?.isFinite == true } }

    private func interval(_ row: ContrastRow) -> String {
        row.low.isFinite && row.high.isFinite ? ", interval \(row.low.signedPoints) to \(row.high.signedPoints)" : ""
    }
}

extension Double {
    /// A difference beside the axis: `+50`, `0`, `−100`.
    fileprivate var wholePoints: String {
        let points = Int(self * 100)
        return points == 0 ? "0" : (points < 0 ? "−" : "+") + "\(abs(points))"
    }
}
