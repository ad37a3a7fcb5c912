/// What charts draw on: a sheet of a given width that grows downwards.
struct ChartCanvas: Sendable {
    let width: Double

    /// What is used so far, in pixels.
    var height = 0.0

    /// What the names of patterns start with, so that two charts of a page do not share them.
    let id: String

    private var shapes: [HTML] = []
    private var patterns: Set<ChartPattern> = []

    init(width: Double, id: String) {
        self.width = width
        self.id = id
    }

    /// All that was drawn.
    var drawing: HTML {
        let used = patterns.sorted { $0.rawValue < $1.rawValue }.map { $0.definition(id: id) }.joined()
        return (used.text.isEmpty ? "" : "<defs>\(used)</defs>") + shapes.joined()
    }

    mutating func draw(_ shape: HTML) { shapes.append(shape) }

    mutating func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double), class name: String) {
        draw(
            """
            <line class="\(name)" x1="\(px: start.x)" y1="\(px: start.y)" x2="\(px: end.x)" y2="\(px: end.y)"/>
            """)
    }

    mutating func rectangle(
        x: ClosedRange<Double>, y: ClosedRange<Double>, class name: String, opacity: Double = 1,
        pattern: ChartPattern? = nil
    ) {
        if let pattern { patterns.insert(pattern) }
        let fill: HTML = pattern.map { #" fill="url(#\#(id)-\#($0.rawValue))""# } ?? ""
        let strength: HTML = opacity < 1 ? #" fill-opacity="\#((opacity * 1000).rounded() / 1000)""# : ""
        draw(
            #"""
            <rect class="\#(name)" x="\#(px: x.lowerBound)" y="\#(px: y.lowerBound)" \#
            width="\#(px: x.upperBound - x.lowerBound)" height="\#(px: y.upperBound - y.lowerBound)"\#(fill)\#(strength)/>
            """#)
    }

    /// A mark around a place.
    mutating func mark(_ shape: HTML, at place: (x: Double, y: Double), class name: String) {
        draw(#"<g class="mark \#(name)" transform="translate(\#(px: place.x) \#(px: place.y))">\#(shape)</g>"#)
    }
}

/// Hatchings, so that areas differ in more than colour.
enum ChartPattern: String, Sendable, CaseIterable {
    case diagonal
    case crossed
    case level

    fileprivate func definition(id: String) -> HTML {
        let (size, turn, path): (Int, Int, String) =
            switch self {
            case .diagonal: (6, 45, "M0 0v6M3 0v6")
            case .crossed: (6, 45, "M0 0v6M0 0h6")
            case .level: (5, 0, "M0 2.5h5")
            }
        return #"""
            <pattern id="\#(id)-\#(rawValue)" width="\#(size)" height="\#(size)" patternUnits="userSpaceOnUse" \#
            patternTransform="rotate(\#(turn))"><path class="hatch" d="\#(path)"/></pattern>
            """#
    }
}
