import Foundation
import Testing

@testable import Reports

/// Text can be read by everyone, by light and by dark: WCAG 2.1 AA asks for a contrast of 4.5.
@Suite struct StylesheetTests {
    /// The colours in force, by name.
    private static func colours(dark: Bool) throws -> [String: String] {
        var colours: [String: String] = [:]
        let blocks = stylesheet.text.matches(of: /:root\{([^}]*)\}/).map { String($0.1) }
        try #require(blocks.count == 2)
        for block in dark ? blocks : [blocks[0]] {
            for match in block.matches(of: /--([a-z]+):(#[0-9a-f]+)/) { colours[String(match.1)] = String(match.2) }
        }
        return colours
    }

    @Test func contrastIsMeasuredAsTheStandardSays() {
        #expect(abs(Contrast.ratio("#000", "#fff") - 21) < 1e-9)
        #expect(abs(Contrast.ratio("#777777", "#ffffff") - 4.48) < 0.01)
    }

    @Test(arguments: [false, true])
    func textHasEnoughContrast(dark: Bool) throws {
        let colours = try Self.colours(dark: dark)
        let paper = try #require(colours["paper"])
        for name in ["ink", "soft", "failure"] {
            #expect(Contrast.ratio(try #require(colours[name]), paper) >= 4.5, "\(name)")
        }
        let tint = try #require(colours["tint"])
        #expect(Contrast.ratio(try #require(colours["soft"]), tint) >= 4.5)
    }

    @Test func everyRoleHasItsColourShapeAndSymbol() throws {
        let colours = try Self.colours(dark: false)
        for role in Role.allCases {
            #expect(colours[role.rawValue] != nil)
            #expect(stylesheet.text.contains(".chart .\(role.rawValue){color:var(--\(role.rawValue))}"))
        }
        #expect(Set(Role.allCases.map(\.symbol)).count == Role.allCases.count)
        #expect(Set(Role.allCases.map(\.shape)).count == Role.allCases.count)
    }

    @Test func everyOutcomeHasItsFilling() {
        for kind in OutcomeKind.allCases {
            let isColoured = stylesheet.text.contains(".chart .\(kind.rawValue){fill:")
            #expect((isColoured || kind == .empty) != (kind.pattern != nil), "\(kind)")
        }
        #expect(Set(OutcomeKind.allCases.compactMap(\.pattern)).count == ChartPattern.allCases.count)
    }

    /// A file that stands alone has the page's colours, spelled out.
    @Test func filesHaveTheColoursOfThePage() {
        let svg = StandaloneChart(OutcomesChart(rows: [])).svg
        for (palette, isDark) in [(ChartPalette.light, false), (.dark, true)] {
            for (name, value) in palette.colours where name != "tint" {
                let rules = isDark ? svg.split(separator: "prefers-color-scheme:dark").last ?? "" : svg[...]
                #expect(rules.contains(":\(value)}"), "\(name)")
            }
        }
        #expect(stylesheet.text.contains(chartShapes.text) && svg.contains(chartShapes.text))
    }

    @Test func bracesAreBalanced() {
        #expect(stylesheet.text.count { $0 == "{" } == stylesheet.text.count { $0 == "}" })
    }
}
