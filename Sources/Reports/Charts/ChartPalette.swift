/// The colours of a page by their names: ink and paper, and those of Okabe and Ito, which people tell apart whatever their
/// colour vision. Text has a contrast of at least 4.5 (WCAG 2.1 AA).
struct ChartPalette: Sendable {
    let colours: KeyValuePairs<String, String>

    static let light = ChartPalette(colours: [
        "paper": "#fff", "ink": "#1a1a1a", "soft": "#595959", "rule": "#dcdcdc", "tint": "#f4f4f2",
        "failure": "#b00020",
        "triggered": "#d55e00", "clean": "#0072b2", "decoy": "#e69f00", "control": "#999", "steered": "#cc79a7",
        "green": "#009e73",
    ])

    /// Only what differs from the light one.
    static let dark = ChartPalette(colours: [
        "paper": "#151617", "ink": "#e8e6e3", "soft": "#a5a29d", "rule": "#393b3d", "tint": "#1f2123",
        "failure": "#ff7b86", "clean": "#4ca6dd",
    ])

    /// `--paper:#fff;…`.
    var properties: HTML {
        HTML(stringLiteral: colours.map { "--\($0.key):\($0.value)" }.joined(separator: ";"))
    }

    /// The rules that give the parts of a chart these colours, for programs that know no custom properties.
    var rules: HTML { colours.map { chartColour($0.key, $0.value) }.joined() }

    /// The rules that give the parts of a chart the colours of its page.
    static var rulesOfPage: HTML { light.colours.map { chartColour($0.key, "var(--\($0.key))") }.joined() }
}

/// What has a colour in a chart, by the colour's name. What carries meaning takes its colour from the class of its role or
/// series, as `currentColor`.
private func chartColour(_ name: String, _ value: String) -> HTML {
    switch name {
    case "paper": ".chart .paper,.chart .open,.chart .empty{fill:\(value)}"
    case "ink": ".chart,.chart .difference{color:\(value)}.chart text{fill:\(value)}"
    case "soft": ".chart text.soft{fill:\(value)}.chart .outcome{stroke:\(value)}"
    case "rule": ".chart .grid,.chart .cell{stroke:\(value)}.chart .finished{fill:\(value)}"
    case "tint": ""
    case "failure": ".chart .failed{fill:\(value)}"
    default: ".chart .\(name){color:\(value)}"
    }
}

/// What the parts of a chart look like but for their colours, in rules that SVG programs without a browser know too.
let chartShapes: HTML = """
    .chart text{font-size:14px}.chart .middle{text-anchor:middle}.chart .end{text-anchor:end}
    .chart line,.chart polyline{fill:none;stroke:currentColor;stroke-width:2}
    .chart .grid,.chart .zero,.chart .cell,.chart .outcome{stroke-width:1}
    .chart polyline{stroke-linejoin:round;stroke-linecap:round}
    .chart .mark{fill:currentColor}.chart .mark .open{stroke:currentColor;stroke-width:2.5}
    .chart .mark .stroke{fill:none;stroke:currentColor;stroke-width:2.5}
    .chart .band,.chart .bar,.chart .shade{fill:currentColor}.chart .band{fill-opacity:.15}
    .chart .hatch{fill:none;stroke:currentColor;stroke-width:1.5}.chart .cell{fill:none}

    """
