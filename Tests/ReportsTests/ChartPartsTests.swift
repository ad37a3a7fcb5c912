import Foundation
import Testing

@testable import Reports

/// The parts that charts are made of, one by one.
@Suite struct ChartPartsTests {
    private struct Measured: Decodable {
        let text: String
        let width: Double
    }

    /// By the advance widths of DejaVu Sans, which `make_text_widths.py` read from the font.
    @Test func textIsNeverWiderThanMeasuredNorMuchNarrower() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/text_widths.json")
        let measured = try JSONDecoder().decode([Measured].self, from: Data(contentsOf: file))
        #expect(measured.count > 20)
        for text in measured {
            let width = text.text.widthInEm
            #expect(width >= text.width, "\(text.text): \(width) for \(text.width)")
            #expect(width <= text.width * 1.5, "\(text.text): \(width) for \(text.width)")
        }
    }

    @Test func charactersOfOtherScriptsHaveTheirRoom() {
        #expect("漢字かな한글".widthInEm == 6)
        #expect("é".widthInEm == "e".widthInEm)
        #expect("e\u{301}\u{302}".widthInEm == "e".widthInEm)
        #expect("😀".widthInEm >= 1.25)
        #expect("\u{FDFD}".widthInEm > 5)
    }

    @Test(arguments: [40.0, 90, 150, 300]) func fittedTextFits(width: Double) {
        var names = RandomCharts(seed: 5)
        for _ in 0..<40 {
            let name = names.name()
            let fitted = FittedText(name, width: width, lines: 2)
            #expect(fitted.lines.count <= 2)
            #expect(fitted.lines.allSatisfy { ChartText.width($0) <= width }, "\(name)")
            if fitted.full == nil {
                let kept = fitted.lines.joined().filter { $0 != " " }
                #expect(kept == name.onOneVisibleLine.filter { $0 != " " })
            }
        }
    }

    @Test func namesAreCutInTheMiddle() throws {
        let fitted = FittedText("organism-seed-7-of-the-second-series-with-decoys", width: 140)
        let line = try #require(fitted.lines.first)
        #expect(line.hasPrefix("organism") && line.hasSuffix("decoys") && line.contains("…"))
        #expect(fitted.full == "organism-seed-7-of-the-second-series-with-decoys")
    }

    @Test func linesEndBetweenWords() {
        #expect(FittedText("decoy seen in training", width: 90, lines: 3).lines == ["decoy seen", "in training"])
        #expect(FittedText("  a \n b\t", width: 90).lines == ["a b"])
        #expect(FittedText("", width: 90).lines == [])
    }

    @Test func axisHasRoundNumbers() {
        #expect(AxisScale(covering: [0.3, 1.9], fromZero: true).ticks == [0, 0.5, 1, 1.5, 2])
        #expect(AxisScale(covering: [1, 100_000], fromZero: false).ticks.map(\.axisText) == ["50,000", "100,000"])
        #expect(AxisScale(covering: [0, 0], fromZero: true).ticks == [0, 1])
        #expect(AxisScale(covering: [5], fromZero: false).ticks == [5])
        #expect(AxisScale(covering: [], fromZero: true).ticks == [0, 1])
    }

    @Test(arguments: [
        [1e308, -1e308], [.nan, .infinity], [.leastNonzeroMagnitude, 0], [1, 1 + 1e-15], [-3, -3], [1e15, 1e15 + 1],
        [-7, 12],
    ]) func axisOfAnyNumbersIsSound(numbers: [Double]) {
        for fromZero in [false, true] {
            let axis = AxisScale(covering: numbers, fromZero: fromZero)
            #expect(axis.lower < axis.upper)
            #expect((1...7).contains(axis.ticks.count))
            #expect(axis.ticks.allSatisfy { axis.lower <= $0 && $0 <= axis.upper })
            #expect(numbers.allSatisfy { (0...1).contains(axis.fraction($0)) || $0.isNaN })
        }
    }

    @Test(arguments: [
        (0.25, "0.25"), (12_500, "12,500"), (2e-5, "2e−5"), (-3, "−3"), (0.1 + 0.2, "0.3"), (0, "0"), (-0.0, "0"),
        (1e12, "1e12"), (0.0008, "0.0008"),
    ]) func axisNumbersAreShort(number: Double, text: String) {
        #expect(number.axisText == text)
    }

    @Test(arguments: [(0.834, "0.83"), (-0.1, "−0.10"), (-0.001, "0.00"), (1, "1.00"), (Double.nan, "–")])
    func coefficientsHaveTwoDecimals(value: Double, text: String) {
        #expect(value.coefficient == text)
    }

    @Test func thinningKeepsExtremesAndEnds() {
        var points = (0..<100_000).map { CurvePoint(x: Double($0), y: Double(($0 &* 7919) % 1000) / 1000) }
        points[54_321].y = 99
        points[12_345].y = -99
        let thinned = points.thinned(toColumns: 300)
        #expect(thinned.count == 1)
        let kept = thinned[0]
        #expect(kept.count <= 602)
        #expect(kept.contains(points[54_321]) && kept.contains(points[12_345]))
        #expect(kept.first == points.first && kept.last == points.last)
        #expect(kept.map(\.x) == kept.map(\.x).sorted())
        // Of each column, the lowest and the highest.
        for column in [0, 17, 299] {
            let all = points.filter { Int($0.x / 99_999 * 300) == column }
            let left = kept.filter { Int($0.x / 99_999 * 300) == column }
            #expect(left.map(\.y).max() == all.map(\.y).max() && left.map(\.y).min() == all.map(\.y).min())
        }
    }

    @Test func curveIsBrokenWhereThereAreNoNumbers() {
        let points = (0..<10).map { CurvePoint(x: Double($0), y: $0 == 4 ? .nan : 1) }
        #expect(points.thinned(toColumns: 300).map(\.count) == [4, 5])
        #expect([CurvePoint(x: 0, y: .nan)].thinned(toColumns: 3) == [])
        #expect([CurvePoint(x: 0, y: 1)].thinned(toColumns: 3) == [[CurvePoint(x: 0, y: 1)]])
        #expect([CurvePoint].init().thinned(toColumns: 3) == [])
    }

    @Test func curvesOfAPlotDifferInMoreThanColour() {
        let styles = (0..<20).map { CurveStyle(place: $0) }
        #expect(Set(styles.map { "\($0.shape.text) \($0.dashes)" }).count == 20)
    }

    /// WCAG 2.1 asks for 4.5.
    @Test(arguments: [false, true]) func textOnTheDarkestCellCanBeRead(dark: Bool) throws {
        var colours: [String: String] = [:]
        for (name, value) in ChartPalette.light.colours { colours[name] = value }
        if dark { for (name, value) in ChartPalette.dark.colours { colours[name] = value } }
        let (paper, ink) = try (#require(colours["paper"]), #require(colours["ink"]))
        for name in ["clean", "triggered"] {
            let shade = try Contrast.mixed(#require(colours[name]), over: paper, share: ChartCanvas.strongestShade)
            #expect(Contrast.ratio(ink, shade) >= 4.5)
        }
    }
}
