/// Mean effects as a forest plot, on an axis of their own unit with a line at zero.
struct EffectsChart: Chart {
    let section: EffectSection

    var name: String { "effects-\(section.title)" }
    var title: String { section.title }
    var caption: String { section.caption }

    var description: String {
        section.rows.map { row in
            let interval = row.bounds.map { ", interval \($0.low.signedText) to \($0.high.signedText)" } ?? ""
            return "\(row.name): \(row.mean.signedText) \(section.unit)\(interval), n \(row.n)"
        }.joined(separator: "; ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [
                .init("effect", heading: "effect"), .init("mean", heading: "mean, \(section.unit)"),
                .init("low", heading: "from"), .init("high", heading: "to"), .init("n", heading: "n"),
            ],
            rows: section.rows.map { row in
                [
                    .text(row.name), .number(row.mean, shown: \.signedText), .number(row.low, shown: \.signedText),
                    .number(row.high, shown: \.signedText), .count(row.n),
                ]
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        guard !section.rows.isEmpty else { return canvas.nothingToShow() }
        let ends = section.rows.flatMap { [$0.mean, $0.low ?? $0.mean, $0.high ?? $0.mean] }
        let axis = AxisScale(covering: ends, fromZero: true)
        let values = section.rows.map { ["n \($0.n)", $0.mean.signedText] }
        let layout = RowsLayout(width: canvas.width, names: section.rows.map(\.name), values: values, overhang: 28)
        for (row, values) in zip(section.rows, values) {
            layout.row(row.name, values: values, on: &canvas) { canvas, height in
                for tick in axis.ticks {
                    layout.grid([axis.fraction(tick)], class: tick == 0 ? "zero" : "grid", rows: height, on: &canvas)
                }
                canvas.estimate(
                    #"<path d="M-4-4h8v8h-8z"/>"#, at: layout.x(axis.fraction(row.mean)),
                    interval: row.bounds.map { (layout.x(axis.fraction($0.low)), layout.x(axis.fraction($0.high))) },
                    middle: (height.lowerBound + height.upperBound) / 2, class: "difference")
            }
        }
        layout.axis(axis.ticks.map { (axis.fraction($0), $0.axisText) }, on: &canvas)
    }
}

extension EffectSection.Row {
    fileprivate var bounds: (low: Double, high: Double)? {
        guard let low, let high, low.isFinite, high.isFinite else { return nil }
        return (low, high)
    }
}
