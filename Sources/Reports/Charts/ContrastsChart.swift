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
        guard !section.rows.isEmpty else { return canvas.nothingToShow() }
        let values = section.rows.map { row in
            ["n \(row.n)"] + (hasPValues ? [row.adjustedP?.pValueText ?? ""] : [])
                + [row.difference.isFinite ? row.difference.signedPoints : "–"]
        }
        let layout = RowsLayout(width: canvas.width, names: section.rows.map(\.name), values: values, overhang: 28)
        for (row, values) in zip(section.rows, values) {
            layout.row(row.name, values: values, on: &canvas) { canvas, height in
                layout.grid([0, 0.25, 0.75, 1], class: "grid", rows: height, on: &canvas)
                layout.grid([0.5], class: "zero", rows: height, on: &canvas)
                guard row.difference.isFinite else { return }
                let hasInterval = row.low.isFinite && row.high.isFinite
                canvas.estimate(
                    #"<path d="M-4-4h8v8h-8z"/>"#, at: layout.x(onAxis(row.difference)),
                    interval: hasInterval ? (layout.x(onAxis(row.low)), layout.x(onAxis(row.high))) : nil,
                    middle: (height.lowerBound + height.upperBound) / 2, class: "difference")
            }
        }
        layout.axis([(0, "−100"), (0.25, "−50"), (0.5, "0"), (0.75, "+50"), (1, "+100")], on: &canvas)
    }

    private var hasPValues: Bool { section.rows.contains { $0.adjustedP?.isFinite == true } }

    private func onAxis(_ difference: Double) -> Double { (difference + 1) / 2 }

    private func interval(_ row: ContrastRow) -> String {
        row.low.isFinite && row.high.isFinite ? ", interval \(row.low.signedPoints) to \(row.high.signedPoints)" : ""
    }
}
