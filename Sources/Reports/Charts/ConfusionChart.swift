/// Two rows of what items are by two columns of what was said of them, with counts and shares of the rows.
struct ConfusionChart: Chart {
    let section: ConfusionSection

    var name: String { "confusion-\(section.title)" }
    var title: String { section.title }
    var caption: String { section.caption }

    var description: String {
        rows.map { row in
            let parts = row.cells.map { "\($0.count) \($0.verdict)\($0.share.map { ", \($0.percent) %" } ?? "")" }
            return "of \(row.total) \(row.label): \(parts.joined(separator: "; "))"
        }.joined(separator: ". ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [
                .init("label", heading: "label"), .init("verdict", heading: "verdict"),
                .init("count", heading: "count"),
                .init("share", heading: "share of the label, %"),
            ],
            rows: rows.flatMap { row in
                row.cells.map { cell in
                    [.text(row.label), .text(cell.verdict), .count(cell.count), .number(cell.share, shown: \.percent)]
                }
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        let most = canvas.width < 600 ? 104.0 : 200
        let longest = rows.flatMap { [$0.label.onOneVisibleLine, "n \($0.total)"] }.map(ChartText.width).max() ?? 0
        let left = min(most, longest.rounded(.up) + 12)
        let width = min(200, (canvas.width - left - 1) / 2)
        let heads = [section.verdicts.positive, section.verdicts.negative].map {
            FittedText($0, width: width - 16, lines: 3)
        }
        let headHeight = heads.map(\.height).max() ?? 0
        for (column, head) in heads.enumerated() {
            canvas.text(
                head, x: left + (Double(column) + 0.5) * width, middle: canvas.height + headHeight / 2, anchor: .middle)
        }
        canvas.height += headHeight + 4
        for row in rows {
            let label = FittedText(row.label, width: left - 12, lines: 3)
            let total = FittedText("n \(row.total)", width: left - 12)
            let texts = row.cells.map { cell in
                [
                    FittedText("\(cell.count)", width: width - 16),
                    FittedText(cell.share.map { "\($0.percent) %" } ?? "–", width: width - 16),
                ]
            }
            let top = canvas.height
            let height = max(72, label.height + total.height + 8)
            for (column, cell) in row.cells.enumerated() {
                let start = left + Double(column) * width
                draw(
                    cell, texts[column], x: start...(start + width), y: top...(top + height), on: &canvas)
            }
            let middle = top + height / 2
            canvas.text(label, x: 0, middle: middle - total.height / 2)
            canvas.text(total, x: 0, middle: middle + label.height / 2, class: "soft")
            canvas.height += height
        }
        canvas.height += 1
    }

    /// The cell's share is told by its shade and by a bar at its foot too.
    private func draw(
        _ cell: Cell, _ texts: [FittedText], x: ClosedRange<Double>, y: ClosedRange<Double>,
        on canvas: inout ChartCanvas
    ) {
        let share = min(1, max(0, cell.share ?? 0))
        let colour = cell.isRight ? "clean" : "triggered"
        canvas.shade(x: x, y: y, strength: share, class: colour)
        if share > 0 {
            let end = x.lowerBound + share * (x.upperBound - x.lowerBound)
            canvas.rectangle(x: x.lowerBound...end, y: (y.upperBound - 4)...y.upperBound, class: "bar \(colour)")
        }
        let (centre, middle) = ((x.lowerBound + x.upperBound) / 2, (y.lowerBound + y.upperBound) / 2 - 2)
        canvas.text(texts[0], x: centre, middle: middle - 10, anchor: .middle)
        canvas.text(texts[1], x: centre, middle: middle + 10, anchor: .middle)
    }

    private struct Cell {
        let verdict: String
        let count: Int
        let share: Double?

        /// Whether the verdict is what the label says.
        let isRight: Bool
    }

    private var rows: [(label: String, total: String, cells: [Cell])] {
        [
            (section.labels.positive, section.ofPositives, true), (section.labels.negative, section.ofNegatives, false),
        ].map { label, counts, isPositive in
            let total = Double(counts.positive) + Double(counts.negative)
            func cell(_ verdict: String, _ count: Int, _ isRight: Bool) -> Cell {
                Cell(verdict: verdict, count: count, share: total > 0 ? Double(count) / total : nil, isRight: isRight)
            }
            return (
                label, String(format: "%.0f", total),
                [
                    cell(section.verdicts.positive, counts.positive, isPositive),
                    cell(section.verdicts.negative, counts.negative, !isPositive),
                ]
            )
        }
    }
}

extension ChartCanvas {
    /// A framed cell, the stronger its value the darker by light and the lighter by dark; text on it stays readable.
    mutating func shade(x: ClosedRange<Double>, y: ClosedRange<Double>, strength: Double, class name: String) {
        rectangle(x: x, y: y, class: "shade \(name)", opacity: strength * Self.strongestShade)
        rectangle(x: x, y: y, class: "cell")
    }

    static var strongestShade: Double { 0.35 }
}
