/// Rates with their intervals against a dose, a curve for each series.
struct DoseChart: Chart {
    let section: DoseSection

    var name: String { "dose-\(section.title)" }
    var title: String { section.title }
    var caption: String { section.caption }

    var description: String {
        section.series.map { series in
            let points = ascending(series).map { point in
                "\(point.rate.map { "\($0.percent) %" } ?? "no samples") at \(point.dose.axisText)"
            }
            return "\(series.name): \(points.isEmpty ? "no data" : points.joined(separator: ", "))"
        }.joined(separator: "; ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [
                .init("series", heading: "series"), .init("dose", heading: section.doseName),
                .init("count", heading: "count"), .init("n", heading: "n"), .init("rate", heading: "rate, %"),
                .init("low", heading: "from, %"), .init("high", heading: "to, %"),
            ],
            rows: section.series.flatMap { series in
                ascending(series).map { point in
                    [
                        .text(series.name), .number(point.dose, shown: \.axisText), .count(point.successes),
                        .count(point.n), .number(point.rate, shown: \.percent),
                        .number(point.rate.map { _ in point.low }, shown: \.percent),
                        .number(point.rate.map { _ in point.high }, shown: \.percent),
                    ]
                }
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        guard !section.series.isEmpty else { return canvas.nothingToShow() }
        let curves = section.series.enumerated().map { place, series in
            let points = ascending(series)
            return CurvePlot.Curve(
                name: series.name, style: series.role.map(CurveStyle.init) ?? CurveStyle(place: place),
                points: points.map { CurvePoint(x: $0.dose, y: $0.rate ?? .nan) },
                intervals: points.map { ($0.low, $0.high) })
        }
        let plot = CurvePlot(
            x: AxisScale(covering: curves.flatMap { $0.points.map(\.x) }, fromZero: false), xName: section.doseName,
            panels: [
                CurvePlot.Panel(
                    title: "rate", y: .share, tickText: { $0 == 1 ? "100 %" : ($0 * 100).axisText }, curves: curves,
                    height: 220)
            ])
        plot.draw(on: &canvas)
    }

    private func ascending(_ series: DoseSeries) -> [DosePoint] {
        series.points.filter(\.dose.isFinite).sorted { ($0.dose, $0.n) < ($1.dose, $1.n) }
    }
}
