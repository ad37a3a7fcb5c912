import Testing

@testable import Reports

/// Confusion and agreement: what stands in the cells, with and without room.
@Suite struct MatrixChartTests {
    private static func agreement(_ count: Int, measure: AgreementSection.Measure = .coefficient) -> AgreementChart {
        AgreementChart(
            section: AgreementSection(
                title: "t", caption: "", measure: measure, detectors: (0..<count).map { "detector \($0)" },
                values: (0..<count).map { row in
                    (0..<count).map { column in row == column ? 1 : (row + column).isMultiple(of: 2) ? 0.5 : -0.25 }
                }))
    }

    private static func drawn(_ chart: some Chart, width: Double) throws -> DrawnSVG {
        try #require(DrawnSVG(chart.svg(width: width, id: "c", class: "t").text))
    }

    @Test(arguments: [343.0, 760]) func everyCellSaysItsValue(width: Double) throws {
        let texts = try Self.drawn(Self.agreement(4), width: width).texts.map(\.text)
        #expect(texts.count { $0 == "1.00" } == 4)
        #expect(texts.count { $0 == "0.50" } == 4)
        #expect(texts.count { $0 == "−0.25" } == 8)
    }

    @Test func sharesAreInPercent() throws {
        let texts = try Self.drawn(Self.agreement(2, measure: .share), width: 760).texts.map(\.text)
        #expect(texts.contains("100.0") && !texts.contains("1.00"))
    }

    @Test(arguments: [343.0, 760]) func cellsWithoutRoomTellTheSignByAStroke(width: Double) throws {
        let chart = Self.agreement(60)
        let drawn = try Self.drawn(chart, width: width)
        #expect(!drawn.texts.contains { $0.text == "0.50" })
        #expect(drawn.elements["line"] == 1800)
        #expect(drawn.faults == [])
        #expect(chart.table.rows.count == 3600)
    }

    @Test func strongerAgreementIsDarker() {
        let svg = Self.agreement(3).svg(width: 760, id: "c", class: "t").text
        let shades = svg.matches(of: /class="shade [a-z]+"[^>]*fill-opacity="([0-9.]+)"/).compactMap { Double($0.1) }
        #expect(shades.count == 9)
        #expect(Set(shades) == [ChartCanvas.strongestShade, 0.175, 0.088])
    }

    @Test func missingValuesAreDashes() throws {
        let section = AgreementSection(
            title: "t", caption: "", measure: .share, detectors: ["a", "b"], values: [[1, nil], [.infinity]])
        let texts = try Self.drawn(AgreementChart(section: section), width: 760).texts.map(\.text)
        #expect(texts.count { $0 == "–" } == 3)
    }

    @Test(arguments: [343.0, 760]) func confusionHasCountsSharesAndTotals(width: Double) throws {
        let section = ConfusionSection(
            title: "t", caption: "", labels: .init(positive: "vulnerable", negative: "secure"),
            verdicts: .init(positive: "flagged", negative: "passed"), ofPositives: .init(positive: 30, negative: 10),
            ofNegatives: .init(positive: 0, negative: 0))
        let texts = try Self.drawn(ConfusionChart(section: section), width: width).texts.map(\.text)
        for text in ["vulnerable", "secure", "flagged", "passed", "30", "10", "75.0 %", "25.0 %", "n 40", "n 0", "–"] {
            #expect(texts.contains(text), "\(text)")
        }
    }

    @Test func countsNearTheLargestIntegerDoNotOverflow() throws {
        let section = ConfusionSection(
            title: "t", caption: "", labels: .init(positive: "p", negative: "n"),
            verdicts: .init(positive: "y", negative: "x"), ofPositives: .init(positive: .max, negative: .max),
            ofNegatives: .init(positive: 1, negative: 1))
        #expect(try Self.drawn(ConfusionChart(section: section), width: 343).faults == [])
        let outcomes = OutcomesChart(
            rows: [OutcomeRow(condition: "c", counts: [.finished: .max, .failed: .max, .empty: -5])])
        #expect(try Self.drawn(outcomes, width: 343).faults == [])
    }
}
