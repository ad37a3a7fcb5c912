/// A mark with its interval on an axis, as an SVG as wide as the room it is given: positions are in percent and sizes
/// in pixels, so that it is as sharp on a telephone as in print.
struct IntervalPlot {
    /// The mark and the interval's ends, as fractions of the axis.
    var position: Double
    var low: Double
    var high: Double
    var shape: HTML

    /// The class that gives the colour.
    var colour: String

    /// Where light lines cross the plot, as fractions of the axis, and where a dark one does.
    var grid: [Double]
    var zero: Double?

    /// What a screen reader says.
    var title: String
    var description: String

    var svg: HTML {
        #"""
        <span class="plot \#(colour)"><svg width="100%" height="100%" role="img">\#
        <title>\#(title)</title><desc>\#(description)</desc>\#
        \#(grid.map { line(at: $0, class: "grid") }.joined())\#(zero.map { line(at: $0, class: "zero") } ?? "")\#
        <line x1="\#(percent(low))" x2="\#(percent(high))" y1="50%" y2="50%"/>\#
        \#(symbol(cap, at: low))\#(symbol(cap, at: high))\#(symbol(shape, at: position))</svg></span>
        """#
    }

    private let cap: HTML = #"<line y1="-4" y2="4"/>"#

    private func line(at position: Double, class name: String) -> HTML {
        #"<line class="\#(name)" x1="\#(percent(position))" x2="\#(percent(position))" y1="0" y2="100%"/>"#
    }

    /// What is drawn around the origin, moved to its place on the axis.
    private func symbol(_ drawing: HTML, at position: Double) -> HTML {
        #"<svg x="\#(percent(position))" y="50%" overflow="visible">\#(drawing)</svg>"#
    }

    private func percent(_ fraction: Double) -> String {
        "\((min(1, max(0, fraction)) * 10_000).rounded() / 100)%"
    }
}
