import Evaluation
import Experiments

extension RunComparison {
    /// The differences between the runs, ready for a chart.
    package var contrasts: ContrastSection {
        ContrastSection(
            title: "How much more often in \(second)",
            caption: "Rates in \(second) less those in \(first); 95 % intervals.",
            rows: rows.map { row in
                ContrastRow(
                    name: name(of: row), difference: row.effect ?? 0, low: row.interval.lower,
                    high: row.interval.upper, n: row.paired?.prompts ?? row.second.trials,
                    adjustedP: row.paired?.adjustedPValue)
            })
    }
}

extension ContrastSection {
    /// The chart as it stands in a page.
    package func figure(id: String) -> HTML { ChartFigure(chart: ContrastsChart(section: self), id: id).html }
}
