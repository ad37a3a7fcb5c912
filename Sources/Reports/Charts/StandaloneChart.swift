/// A chart as an SVG file that needs nothing else: with title, caption, background and its own light and dark colours.
struct StandaloneChart: Sendable {
    /// The file's text.
    let svg: String

    /// Of the picture, in pixels.
    let width: Double
    let height: Double

    private static let margin = 24.0

    init(_ chart: any Chart) {
        var body = ChartCanvas(width: ChartFigure.wide, id: "chart")
        chart.draw(on: &body)
        // Bold letters of 16 px are at most so much wider than ordinary ones of 14.
        let title = FittedText(chart.title, width: body.width, lines: 4, size: ChartText.size * 1.45)
        let caption = FittedText(chart.caption, width: body.width, lines: 8)
        var page = ChartCanvas(width: body.width + 2 * Self.margin, id: "page")
        page.height = Self.margin
        page.paragraph(title, x: Self.margin, class: "heading")
        page.height += 12
        let top = page.height
        page.height += body.height + 12
        page.paragraph(caption, x: Self.margin, class: "soft")
        page.height += Self.margin
        (width, height) = (page.width, page.height.rounded(.up))
        let file: HTML = #"""
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" class="chart" width="\#(px: width)" height="\#(px: height)" \#
            viewBox="0 0 \#(px: width) \#(px: height)" role="img" aria-labelledby="title desc">
            <title id="title">\#(chart.title)</title>
            <desc id="desc">\#(chart.description)</desc>
            <style>
            \#(Self.style)</style>
            <rect class="paper" width="100%" height="100%"/>
            \#(page.drawing)
            <svg x="\#(px: Self.margin)" y="\#(px: top)" width="\#(px: body.width)" height="\#(px: body.height)" \#
            overflow="visible">\#(body.drawing)</svg>
            </svg>

            """#
        svg = file.text
    }

    private static let style: HTML = """
        .chart{font-family:ui-sans-serif,system-ui,sans-serif;font-variant-numeric:tabular-nums}
        \(chartShapes).chart .heading{font-size:16px;font-weight:600}
        \(ChartPalette.light.rules)
        @media(prefers-color-scheme:dark){\(ChartPalette.dark.rules)}

        """
}
