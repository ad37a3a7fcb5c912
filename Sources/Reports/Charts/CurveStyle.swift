/// How a curve differs from its neighbours: by colour, by the shape of its marks and by its dashes.
struct CurveStyle: Sendable, Hashable {
    /// The class that gives the colour.
    let colour: String

    let shape: HTML

    /// The lengths of dashes and gaps; empty for a line without gaps.
    let dashes: String

    /// The style of a role.
    init(_ role: Role) {
        (colour, shape, dashes) = (role.rawValue, role.shape, "")
    }

    /// A style for a place in a list: 84 places differ.
    init(place: Int) {
        colour = Self.colours[place % Self.colours.count]
        shape = Self.shapes[place % Self.shapes.count]
        dashes = Self.dashes[place % Self.dashes.count]
    }

    private static let colours = ["clean", "triggered", "green", "steered", "decoy", "control"]

    private static let shapes: [HTML] = [
        #"<circle r="4.5"/>"#, #"<path d="M-4-4h8v8h-8z"/>"#, #"<path d="M0-5.5 5 4h-10z"/>"#,
        #"<path d="M0-6 6 0 0 6-6 0z"/>"#, #"<path class="stroke" d="M-4-4 4 4M-4 4 4-4"/>"#,
        #"<path d="M0 5.5 5-4h-10z"/>"#, #"<path class="stroke" d="M0-5v10M-5 0h10"/>"#,
    ]

    private static let dashes = ["", "7 3", "2 3", "9 3 2 3"]

    /// A piece of the curve, 28 px long, with its mark if it has any.
    func drawKey(from start: (x: Double, y: Double), hasMark: Bool, on canvas: inout ChartCanvas) {
        drawLine([start, (start.x + 28, start.y)], on: &canvas)
        if hasMark { canvas.mark(shape, at: (start.x + 14, start.y), class: colour) }
    }

    func drawLine(_ places: [(x: Double, y: Double)], on canvas: inout ChartCanvas) {
        let points = places.map { "\(px: $0.x),\(px: $0.y) " as HTML }.joined()
        let gaps: HTML = dashes.isEmpty ? "" : #" stroke-dasharray="\#(dashes)""#
        canvas.draw(#"<polyline class="\#(colour)" points="\#(points)"\#(gaps)/>"#)
    }
}
