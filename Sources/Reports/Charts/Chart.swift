/// A picture of numbers: drawn at any width, told in words, and kept as a table.
protocol Chart: Sendable {
    /// What its files are called, without ending: letters, digits and hyphens.
    var name: String { get }

    /// The subject.
    var title: String { get }

    /// What the numbers are of and how they were made.
    var caption: String { get }

    /// What someone hears who cannot see the chart.
    var description: String { get }

    /// The numbers behind the picture.
    var table: ChartTable { get }

    /// Draws all but title and caption.
    func draw(on canvas: inout ChartCanvas)
}

extension Chart {
    /// The drawing as an SVG element that takes its colours from the page.
    ///
    /// - Parameters:
    ///   - width: that it is laid out for, in pixels; text keeps its size.
    ///   - id: no other in the page begins like this.
    func svg(width: Double, id: String, class name: String) -> HTML {
        var canvas = ChartCanvas(width: width, id: id)
        draw(on: &canvas)
        return #"""
            <svg class="chart \#(name)" viewBox="0 0 \#(px: width) \#(px: canvas.height)" role="img" \#
            aria-labelledby="\#(id)-title \#(id)-desc"><title id="\#(id)-title">\#(title)</title>\#
            <desc id="\#(id)-desc">\#(description)</desc>\#(canvas.drawing)</svg>
            """#
    }
}
