/// The names of curves at their right ends, moved apart where the ends are near each other.
struct DirectLabels: Sendable {
    /// Of all, with the space before them, in pixels.
    let width: Double

    private let names: [FittedText]

    private static let key = 28.0
    private static let leader = 20.0

    /// Nil where there are no names, or no room for them: then they belong in a legend.
    init?(_ panel: CurvePlot.Panel, room: Double) {
        guard panel.namesCurves, room >= 600 else { return nil }
        let names = panel.curves.map { FittedText($0.name, width: 170, lines: 2) }
        let heights = names.reduce(0) { $0 + $1.height }
        guard heights <= panel.height, names.allSatisfy({ $0.full == nil }) else { return nil }
        self.names = names
        width = Self.leader + Self.key + 6 + (names.map { $0.width() }.max() ?? 0).rounded(.up)
    }

    func draw(_ panel: CurvePlot.Panel, in frame: CurvePlot.Frame, on canvas: inout ChartCanvas) {
        let ends = panel.curves.map { $0.end.map(frame.place) }
        let order = panel.curves.indices.sorted {
            (ends[$0]?.y ?? frame.bottom, $0) < (ends[$1]?.y ?? frame.bottom, $1)
        }
        let middles = spread(
            order.map { (ends[$0]?.y ?? frame.bottom, names[$0].height) }, within: frame.top...frame.bottom)
        for (curve, middle) in zip(order, middles) {
            let start = frame.right + Self.leader
            // A curve that ends elsewhere is told by its key alone: a line to it would look like a part of it.
            if let end = ends[curve], end.x > frame.right - 1 {
                canvas.line(from: (end.x + 8, end.y), to: (start - 2, middle), class: "grid")
            }
            panel.curves[curve].style.drawKey(
                from: (start, middle), hasMark: panel.curves[curve].hasMarks, on: &canvas)
            canvas.text(names[curve], x: start + Self.key + 6, middle: middle)
        }
    }
}

/// The middles of boxes as near as may be to where they are wanted, in the given order and without overlap.
///
/// - Parameters:
///   - wanted: the middle and the height of each box, ascending.
///   - range: has room for all of them.
private func spread(_ wanted: [(middle: Double, height: Double)], within range: ClosedRange<Double>) -> [Double] {
    var tops: [Double] = []
    var free = range.lowerBound
    for (middle, height) in wanted {
        tops.append(max(free, middle - height / 2))
        free = (tops.last ?? free) + height
    }
    var limit = range.upperBound
    for place in wanted.indices.reversed() {
        tops[place] = min(tops[place], limit - wanted[place].height)
        limit = tops[place]
    }
    return zip(tops, wanted).map { $0 + $1.height / 2 }
}
