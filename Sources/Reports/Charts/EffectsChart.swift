import Foundation

/// Means, or differences of means, as a forest plot on an axis of their own unit.
struct EffectsChart: Chart {
    let section: EffectSection

    var name: String { "effects-\(section.title)" }
    var title: String { section.title }
    var caption: String { section.caption }

    var description: String {
        section.rows.map { row in
            let interval = row.interval.map { ", interval \(text($0.low)) to \(text($0.high))" } ?? ""
            return "\(row.name): \(text(row.mean)) \(section.unit)\(interval), n \(row.n)"
        }.joined(separator: "; ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [
                .init("effect", heading: section.axis == nil ? "effect" : "condition"),
                .init("mean", heading: "mean, \(section.unit)"), .init("low", heading: "from"),
                .init("high", heading: "to"), .init("n", heading: "n"),
            ],
            rows: section.rows.map { row in
                [
                    .text(row.name), .number(row.mean, shown: text), .number(row.low, shown: text),
                    .number(row.high, shown: text), .count(row.n),
                ]
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        let ends =
            section.axis.map { [$0.lowerBound, $0.upperBound] }
            ?? section.rows.flatMap { [$0.mean, $0.low ?? $0.mean, $0.high ?? $0.mean] }
        EstimateRows(
            axis: AxisScale(covering: ends, fromZero: true), label: \.axisText, hasZeroLine: section.axis == nil,
            rows: section.rows.map { row in
                EstimateRows.Row(
                    name: row.name, values: ["n \(row.n)", text(row.mean)], estimate: row.mean, low: row.low,
                    high: row.high, role: row.role)
            }
        ).draw(on: &canvas)
    }

    /// Differences have a sign.
    private func text(_ number: Double) -> String {
        section.axis == nil ? number.signedText : number.isFinite ? String(format: "%.1f", number) : "–"
    }
}

extension EffectSection.Row {
    fileprivate var interval: (low: Double, high: Double)? {
        guard let low, let high, low.isFinite, high.isFinite else { return nil }
        return (low, high)
    }
}
