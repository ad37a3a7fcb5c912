/// One stacked bar a condition that says how its samples ended, so that missing data is seen.
struct OutcomesChart: Chart {
    let rows: [OutcomeRow]

    let name = "outcomes"
    let title = "How samples ended"
    let caption = "Of all samples that were asked for."

    var description: String {
        rows.map { row in
            let parts = row.occurring.map { "\($0.count) \($0.kind.rawValue)" }.joined(separator: ", ")
            return "\(row.condition): \(parts.isEmpty ? "no samples" : parts)"
        }.joined(separator: "; ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [.init("condition", heading: "condition")]
                + OutcomeKind.allCases.map { .init($0.rawValue, heading: $0.rawValue) },
            rows: rows.map { row in
                [.text(row.condition)] + OutcomeKind.allCases.map { .count(row.counts[$0] ?? 0) }
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        guard !rows.isEmpty else { return canvas.nothingToShow() }
        let layout = RowsLayout(width: canvas.width, names: rows.map(\.condition), values: [], overhang: 1)
        for row in rows {
            let legend = ChartLegend(
                row.occurring.map { .init("\($0.count) \($0.kind.rawValue)", key: .area($0.kind)) },
                x: layout.plot)
            layout.row(row.condition, height: legend.height + 32, on: &canvas) { canvas, height in
                let top = height.lowerBound + 6
                guard !row.occurring.isEmpty else {
                    return canvas.text("no samples", x: layout.plot.lowerBound, middle: top + 8, class: "soft")
                }
                bar(row, x: layout.plot, y: top...(top + 16), on: &canvas)
                legend.draw(top: top + 18, on: &canvas)
            }
        }
    }

    /// Every outcome that occurred gets at least two pixels, at the cost of the others.
    private func bar(
        _ row: OutcomeRow, x: ClosedRange<Double>, y: ClosedRange<Double>, on canvas: inout ChartCanvas
    ) {
        let least = 2.0
        let spare = x.upperBound - x.lowerBound - least * Double(row.occurring.count)
        let total = row.occurring.reduce(0) { $0 + Double($1.count) }
        var start = x.lowerBound
        for (kind, count) in row.occurring {
            let end = start + least + spare * Double(count) / total
            canvas.rectangle(x: start...max(start, end), y: y, class: "outcome \(kind.rawValue)", pattern: kind.pattern)
            start = end
        }
    }
}

extension OutcomeKind {
    /// The hatching; the others are told by solid colours.
    var pattern: ChartPattern? {
        switch self {
        case .truncated: .diagonal
        case .malformed: .crossed
        case .refused: .level
        case .finished, .empty, .failed: nil
        }
    }
}
