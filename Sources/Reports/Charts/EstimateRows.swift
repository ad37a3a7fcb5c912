/// Estimates with their intervals, one in each row, on one axis: what charts of rates, differences and means have in common.
struct EstimateRows {
    let axis: AxisScale
    /// What stands at a tick of the axis.
    let label: (Double) -> String
    /// Whether the axis has a line at zero that estimates are compared with.
    var hasZeroLine = true
    /// How far labels of the axis reach over its ends, in pixels.
    var overhang = 28.0
    let rows: [Row]

    struct Row {
        let name: String
        /// What stands at its right, equally many in each row.
        let values: [String]
        /// Nil, or no number, where nothing can be drawn.
        let estimate: Double?
        /// The interval's ends; nil, or no numbers, where there is none.
        let low: Double?
        let high: Double?
        /// What the row is a condition's; nil for differences.
        var role: Role?
        /// What stands in the place of an estimate that there is none of.
        var substitute: String?
    }

    func draw(on canvas: inout ChartCanvas) {
        guard !rows.isEmpty else { return canvas.nothingToShow() }
        let layout = RowsLayout(
            width: canvas.width, names: rows.map(\.name), values: rows.map(\.values), overhang: overhang)
        for row in rows {
            layout.row(row.name, values: row.values, on: &canvas) { canvas, height in
                draw(row, layout, height, on: &canvas)
            }
        }
        layout.axis(axis.ticks.map { (axis.fraction($0), label($0)) }, on: &canvas)
    }

    private func draw(_ row: Row, _ layout: RowsLayout, _ height: ClosedRange<Double>, on canvas: inout ChartCanvas) {
        let middle = (height.lowerBound + height.upperBound) / 2
        if row.place == nil, let substitute = row.substitute {
            return canvas.text(substitute, x: layout.plot.lowerBound, middle: middle, class: "soft")
        }
        for tick in axis.ticks {
            let style = hasZeroLine && tick == 0 ? "zero" : "grid"
            layout.grid([axis.fraction(tick)], class: style, rows: height, on: &canvas)
        }
        guard let place = row.place else { return }
        func x(_ value: Double) -> Double { layout.x(axis.fraction(value)) }
        canvas.estimate(
            row.role?.shape ?? #"<path d="M-4-4h8v8h-8z"/>"#, at: x(place),
            interval: row.interval.map { (x($0.low), x($0.high)) }, middle: middle,
            class: row.role?.rawValue ?? "difference")
    }
}

extension EstimateRows.Row {
    fileprivate var place: Double? { estimate.flatMap { $0.isFinite ? $0 : nil } }

    fileprivate var interval: (low: Double, high: Double)? {
        guard let low, let high, low.isFinite, high.isFinite else { return nil }
        return (low, high)
    }
}
