import Testing

@testable import Reports

/// Curves, their intervals and their names stand where the numbers say.
@Suite struct CurvePlotTests {
    private static func dose(_ series: [DoseSeries], width: Double = 760) -> String {
        DoseChart(section: DoseSection(title: "t", caption: "", doseName: "steps", series: series))
            .svg(width: width, id: "c", class: "t").text
    }

    private static func series(_ name: String, _ rates: [Double], role: Role? = nil) -> DoseSeries {
        DoseSeries(
            name: name, role: role,
            points: rates.enumerated().map { place, rate in
                DosePoint(
                    dose: Double(place * 100), successes: Int(rate * 100), n: rate < 0 ? 0 : 100, low: rate - 0.1,
                    high: rate + 0.1)
            })
    }

    /// The places of a curve's marks, by its colour.
    private static func marks(_ colour: String, in svg: String) -> [(x: Double, y: Double)] {
        svg.matches(of: #/class="mark ([a-z]+)" transform="translate\(([0-9.]+) ([0-9.]+)\)"/#)
            .filter { $0.1 == colour }.compactMap { match in
                Double(match.2).flatMap { x in Double(match.3).map { (x, $0) } }
            }
    }

    /// The heights of the lines across the plot, from below: 0, 25, 50, 75 and 100 %.
    private static func grid(_ svg: String) -> [Double] {
        svg.matches(of: #/<line class="(?:grid|zero)" x1="[0-9.]+" y1="([0-9.]+)" x2="[0-9.]+" y2="([0-9.]+)"/#)
            .filter { $0.1 == $0.2 }.compactMap { Double($0.1) }.sorted(by: >)
    }

    @Test(arguments: [343.0, 760]) func marksStandAtTheirRates(width: Double) throws {
        let svg = Self.dose([Self.series("s", [0, 0.25, 0.5, 0.75, 1], role: .decoy)], width: width)
        let all = Self.marks("decoy", in: svg)
        // The mark beside the name comes first in a legend and last at the end of the curve.
        let (marks, grid) = (Array(width < 600 ? all.dropFirst() : all.dropLast()), Self.grid(svg))
        try #require(marks.count == 5 && grid.count == 5)
        for (mark, height) in zip(marks, grid) { #expect(abs(mark.y - height) < 0.11) }
        let steps = zip(marks.dropFirst(), marks).map { $0.x - $1.x }
        #expect(steps.allSatisfy { abs($0 - steps[0]) < 0.21 && $0 > 20 })
    }

    @Test func intervalsAreDrawnAsBandsAndAsLines() throws {
        let svg = Self.dose([Self.series("s", [0.25, 0.5], role: .clean)])
        let band = try #require(svg.firstMatch(of: /<polygon class="band clean" points="([^"]*)"/))
        #expect(band.1.split(separator: " ").count == 4)
        #expect(svg.matches(of: /<line class="clean"/).count == 2)
        let single = Self.dose([Self.series("s", [0.25], role: .clean)])
        #expect(!single.contains("<polygon") && single.matches(of: /<line class="clean"/).count == 1)
    }

    @Test func dosesWithoutSamplesBreakTheCurve() {
        let svg = Self.dose([Self.series("s", [0.2, 0.3, -1, 0.4, 0.5], role: .clean)])
        // Two parts and the key.
        #expect(svg.matches(of: /<polyline class="clean"/).count == 3)
        #expect(Self.marks("clean", in: svg).count == 5)
    }

    @Test func namesStandAtTheEndsInTheOrderOfTheEnds() throws {
        let svg = Self.dose([Self.series("low", [0.5, 0.1]), Self.series("high", [0.5, 0.9])])
        let drawn = try #require(DrawnSVG(svg))
        let low = try #require(drawn.texts.first { $0.text == "low" })
        let high = try #require(drawn.texts.first { $0.text == "high" })
        #expect(high.bottom < low.top)
        #expect(low.left == high.left && low.left > 600)
    }

    @Test func namesThatEndTogetherAreMovedApart() throws {
        let svg = Self.dose((0..<6).map { Self.series("series \($0)", [0.5, 0.98]) })
        let names = try #require(DrawnSVG(svg)).texts.filter { $0.text.hasPrefix("series") }
        #expect(names.count == 6)
        #expect(Set(names.map(\.top)).count == 6 && names.allSatisfy { $0.left > 600 })
    }

    @Test func namesWithoutRoomAtTheEndsAreALegend() throws {
        let many = try #require(DrawnSVG(Self.dose((0..<30).map { Self.series("series \($0)", [0.5, 0.9]) })))
        let narrow = try #require(DrawnSVG(Self.dose([Self.series("series", [0.5, 0.9])], width: 343)))
        for drawn in [many, narrow] {
            let names = drawn.texts.filter { $0.text.hasPrefix("series") }
            let top = try #require(drawn.texts.first { $0.text == "100 %" }).top
            #expect(!names.isEmpty && names.allSatisfy { $0.bottom <= top })
        }
        #expect(many.faults == [] && narrow.faults == [])
    }

    @Test func hundredThousandStepsAreDrawnWithTheirPeak() throws {
        let steps = (1...100_000).map { step in
            TrainingCurve.Step(
                number: step, loss: step == 77_777 ? 9 : 1 + Double(step % 7) / 10, gradientNorm: 1, learningRate: 1e-3)
        }
        let svg = TrainingChart(curve: TrainingCurve(steps: steps, heldOut: [])).svg(width: 760, id: "c", class: "t")
            .text
        #expect(svg.utf8.count < 40_000)
        let curve = try #require(svg.firstMatch(of: /<polyline class="clean" points="([^"]*)"/)).1
        let heights = curve.split(separator: " ").compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
        let ticks = Self.grid(svg)
        // The first panel's axis goes to 10, so that 9 is a tenth below its top.
        let (top, bottom) = try (#require(ticks.last), #require(ticks.dropLast().first { $0 > 150 && $0 < 200 }))
        #expect(try abs(#require(heights.min()) - (bottom - 0.9 * (bottom - top))) < 0.2)
    }

    @Test func panelsThatNeedNoNamesHaveNone() throws {
        let step = TrainingCurve.Step(number: 1, loss: 1, gradientNorm: 1, learningRate: 1)
        let chart = TrainingChart(curve: TrainingCurve(steps: [step], heldOut: []))
        let texts = try #require(DrawnSVG(chart.svg(width: 760, id: "c", class: "t").text)).texts.map(\.text)
        #expect(texts.count { $0 == "loss" } == 1)
        #expect(texts.contains("gradient norm") && texts.contains("learning rate") && texts.contains("step"))
    }
}
