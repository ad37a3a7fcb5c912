import Foundation

/// The odds of the behavior over the course of the reasoning, a curve for each condition.
struct TimelineChart: Chart {
    let curves: [TimelineCurve]

    let name = "decision-timeline"
    let title = "What it would answer, sentence by sentence"

    var caption: String {
        let prompts = curves.map { "\($0.name) \($0.n)" }.joined(separator: ", ")
        return
            "The reasoning is closed at ends of sentences: log-odds of the behavior's answer over the clean one, in nats; above 0 "
            + "the behavior is likelier. Means over prompts (\(prompts)) with Student's 95 % intervals, on straight lines between "
            + "cuts."
    }

    var description: String {
        curves.map { curve in
            let points = curve.points.map { "\($0.odds.signedText) at \($0.share.percent) %" }
            return "\(curve.name): \(points.isEmpty ? "no data" : points.joined(separator: ", "))"
        }.joined(separator: "; ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [
                .init("condition", heading: "condition"), .init("share", heading: "share of the reasoning, %"),
                .init("odds", heading: "log-odds, nats"), .init("low", heading: "from"), .init("high", heading: "to"),
            ],
            rows: curves.flatMap { curve in
                curve.points.map { point in
                    [
                        .text(curve.name), .number(point.share, shown: \.percent),
                        .number(point.odds, shown: \.signedText), .number(point.low, shown: \.signedText),
                        .number(point.high, shown: \.signedText),
                    ]
                }
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        guard !curves.isEmpty else { return canvas.nothingToShow() }
        let drawn = curves.map { curve in
            CurvePlot.Curve(
                name: curve.name, style: CurveStyle(curve.role),
                points: curve.points.map { CurvePoint(x: $0.share * 100, y: $0.odds) },
                intervals: curve.points.map { ($0.low ?? .nan, $0.high ?? .nan) })
        }
        let heights = curves.flatMap { $0.points.flatMap { [$0.odds, $0.low ?? $0.odds, $0.high ?? $0.odds] } }
        let plot = CurvePlot(
            x: .percentage, xName: "% of the reasoning that stands",
            panels: [
                CurvePlot.Panel(
                    title: "log-odds, nats", y: AxisScale(covering: heights, fromZero: true), curves: drawn, height: 240
                )
            ])
        plot.draw(on: &canvas)
    }
}

extension Double {
    /// A number with its sign and one digit: `+12.3`, `−0.4`.
    var signedText: String {
        guard isFinite else { return "–" }
        let rounded = (self * 10).rounded() / 10
        return (rounded < 0 ? "−" : "+") + String(format: "%.1f", abs(rounded))
    }
}
