/// A chart in the page: laid out for wide and for narrow windows, of which the stylesheet shows one, with its numbers behind
/// “data”.
struct ChartFigure {
    let chart: any Chart
    let id: String

    /// Of the charts, in pixels: what a telephone has room for, and what a printed page has.
    static let narrow = 343.0
    static let wide = 760.0

    var html: HTML {
        """
        <figure><h3>\(chart.title)</h3>
        \(chart.svg(width: Self.wide, id: "\(id)-wide", class: "at-ease"))
        \(chart.svg(width: Self.narrow, id: "\(id)-narrow", class: "in-brief"))
        \(caption)\(chart.table.html)</figure>

        """
    }

    private var caption: HTML { chart.caption.isEmpty ? "" : "<figcaption>\(chart.caption)</figcaption>" }
}
