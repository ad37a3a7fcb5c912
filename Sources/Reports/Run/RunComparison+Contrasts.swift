import Evaluation
import Experiments

extension RunComparison {
    /// The differences between the runs, ready for a chart.
    package var contrasts: ContrastSection {
        let hasSeveral = Set(rows.map(\.detector)).count > 1
        return ContrastSection(
            title: "How much more often in \(second)",
            caption: "Rates in \(second) less those in \(first); 95 % intervals.",
            rows: rows.map { row in
                let interval = row.paired?.interval ?? row.difference.interval
                return ContrastRow(
                    name: hasSeveral ? "\(row.condition), \(row.detector)" : row.condition,
                    difference: row.paired?.difference ?? row.difference.difference ?? 0, low: interval.lower,
                    high: interval.upper, n: row.paired?.prompts ?? row.second.trials,
                    adjustedP: row.paired?.adjustedPValue)
            })
    }
}

extension ContrastSection {
    /// The chart as it stands in a page.
    package func figure(id: String) -> HTML { ChartFigure(chart: ContrastsChart(section: self), id: id).html }
}
