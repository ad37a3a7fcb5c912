extension ReportContent {
    /// All charts of the report, in their order.
    var charts: [any Chart] { rateCharts + trainingCharts + detectorCharts + outcomeCharts }

    var rateCharts: [any Chart] {
        let contrast: [any Chart] = contrasts.map { [ContrastsChart(section: $0)] } ?? []
        return rates.map { RatesChart(section: $0) } + contrast + doses.map { DoseChart(section: $0) }
    }

    var trainingCharts: [any Chart] { training.map { [TrainingChart(curve: $0)] } ?? [] }

    var detectorCharts: [any Chart] {
        let matrix: [any Chart] = agreement.map { [AgreementChart(section: $0)] } ?? []
        return confusions.map { ConfusionChart(section: $0) } + matrix
    }

    var outcomeCharts: [any Chart] { outcomes.isEmpty ? [] : [OutcomesChart(rows: outcomes)] }
}
