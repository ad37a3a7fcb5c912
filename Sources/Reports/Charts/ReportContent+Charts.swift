/// A part of a report that has charts.
package enum ChartSection: String, Sendable {
    case rates
    case faithfulness
    case cues
    case training
    case detectors
    case outcomes
}

extension ReportContent {
    /// The charts of a section as they stand in a page, which takes their look from `stylesheet`; empty where there are none.
    package func figures(_ section: ChartSection) -> HTML {
        let charts =
            switch section {
            case .rates: rateCharts
            case .faithfulness: faithfulnessCharts
            case .cues: cueCharts
            case .training: trainingCharts
            case .detectors: detectorCharts
            case .outcomes: outcomeCharts
            }
        return charts.enumerated().map { ChartFigure(chart: $1, id: "\(section.rawValue)-\($0 + 1)").html }.joined()
    }

    /// All charts of the report, in their order.
    var charts: [any Chart] {
        rateCharts + faithfulnessCharts + cueCharts + trainingCharts + detectorCharts + outcomeCharts
    }

    var rateCharts: [any Chart] {
        let contrast: [any Chart] = contrasts.map { [ContrastsChart(section: $0)] } ?? []
        return rates.map { RatesChart(section: $0) } + scores.map { EffectsChart(section: $0) } + contrast
            + doses.map { DoseChart(section: $0) }
    }

    var faithfulnessCharts: [any Chart] {
        let timeline: [any Chart] =
            faithfulness.timelines.isEmpty ? [] : [TimelineChart(curves: faithfulness.timelines)]
        return timeline + faithfulness.effects.map { EffectsChart(section: $0) }
    }

    var cueCharts: [any Chart] { cues.map { $0.rates.map { RatesChart(section: $0) } } ?? [] }

    var trainingCharts: [any Chart] { training.map { [TrainingChart(curve: $0)] } ?? [] }

    var detectorCharts: [any Chart] {
        let matrix: [any Chart] = agreement.map { [AgreementChart(section: $0)] } ?? []
        return confusions.map { ConfusionChart(section: $0) } + matrix
    }

    var outcomeCharts: [any Chart] { outcomes.isEmpty ? [] : [OutcomesChart(rows: outcomes)] }
}
