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

    /// WCAG 2.1's contrast ratio of two colours written as `#rgb` or `#rrggbb`.
    private static func contrast(_ first: String, _ second: String) -> Double {
        func luminance(_ colour: String) -> Double {
            let digits = Array(colour.dropFirst())
            let pairs =
                digits.count == 3 ? digits.map { "\($0)\($0)" } : [0, 2, 4].map { "\(digits[$0])\(digits[$0 + 1])" }
            let channels = pairs.map { pair -> Double in
                let value = Double(Int(pair, radix: 16) ?? 0) / 255
                return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
        }
        let (one, other) = (luminance(first), luminance(second))
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    @Test func contrastIsMeasuredAsTheStandardSays() {
        #expect(abs(Self.contrast("#000", "#fff") - 21) < 1e-9)
        #expect(abs(Self.contrast("#777777", "#ffffff") - 4.48) < 0.01)
    }

    @Test(arguments: [false, true])
    func textHasEnoughContrast(dark: Bool) throws {
        let colours = try Self.colours(dark: dark)
        let paper = try #require(colours["paper"])
        for name in ["ink", "soft", "failure"] {
            #expect(Self.contrast(try #require(colours[name]), paper) >= 4.5, "\(name)")
        }
        let tint = try #require(colours["tint"])
        #expect(Self.contrast(try #require(colours["soft"]), tint) >= 4.5)
    }

    @Test func everyRoleHasItsColourShapeAndSymbol() throws {
        let colours = try Self.colours(dark: false)
        for role in Role.allCases {
            #expect(colours[role.rawValue] != nil)
            #expect(stylesheet.text.contains(".\(role.rawValue){color:var(--\(role.rawValue))}"))
        }
        #expect(Set(Role.allCases.map(\.symbol)).count == Role.allCases.count)
        #expect(Set(Role.allCases.map(\.shape)).count == Role.allCases.count)
    }

    @Test func everyOutcomeHasItsFilling() {
        for kind in OutcomeKind.allCases {
            #expect(stylesheet.text.contains("rect.\(kind.rawValue){fill:"))
        }
        let chart = OutcomesChart(rows: []).html.text
        for match in stylesheet.text.matches(of: /url\(#([a-z]+)\)/) {
            #expect(chart.contains("<pattern id=\"\(match.1)\""))
        }
    }

    @Test func bracesAreBalanced() {
        #expect(stylesheet.text.count { $0 == "{" } == stylesheet.text.count { $0 == "}" })
    }
}
