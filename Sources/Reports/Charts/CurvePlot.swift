/// Curves over a common axis, in panels one below the other.
struct CurvePlot: Sendable {
    let x: AxisScale
    let xName: String
    let panels: [Panel]

    struct Panel: Sendable {
        var title: String
        var y: AxisScale
        var tickText: @Sendable (Double) -> String = \.axisText
        var curves: [Curve]
        var height = 160.0
    }

    struct Curve: Sendable {
        var name: String
        var style: CurveStyle

        /// Ascending in x.
        var points: [CurvePoint]

        /// The ends of the points' intervals, one a point, or none at all.
        var intervals: [(low: Double, high: Double)] = []
    }

    /// Where a panel is drawn.
    struct Frame {
        let left: Double
        let right: Double
        let top: Double
        let bottom: Double
        let x: AxisScale
        let y: AxisScale

        func place(_ point: CurvePoint) -> (x: Double, y: Double) {
            (left + x.fraction(point.x) * (right - left), bottom - y.fraction(point.y) * (bottom - top))
        }
    }

    func draw(on canvas: inout ChartCanvas) {
        let widest = panels.flatMap { panel in panel.y.ticks.map { ChartText.width(panel.tickText($0)) } }.max() ?? 0
        let left = min(widest, canvas.width / 3).rounded(.up) + 8
        let labels = panels.map { DirectLabels($0, room: canvas.width) }
        let right = canvas.width - (labels.compactMap { $0?.width }.max() ?? 12)
        var frame = Frame(left: left, right: right, top: 0, bottom: 0, x: x, y: .share)
        for (panel, labels) in zip(panels, labels) {
            canvas.paragraph(FittedText(panel.title, width: canvas.width, lines: 2), x: 0, class: "soft")
            if labels == nil, panel.namesCurves {
                let legend = ChartLegend(
                    panel.curves.map { .init($0.name, key: .curve($0.style, hasMarks: $0.hasMarks)) },
                    x: 0...canvas.width)
                legend.draw(top: canvas.height, on: &canvas)
                canvas.height += legend.height
            }
            let top = canvas.height + 12
            frame = Frame(left: left, right: right, top: top, bottom: top + panel.height, x: x, y: panel.y)
            panel.draw(in: frame, on: &canvas)
            labels?.draw(panel, in: frame, on: &canvas)
            canvas.height = frame.bottom + 16
        }
        drawAxis(below: frame, on: &canvas)
    }

    /// The numbers below the last panel, as many as have room, and what they count.
    private func drawAxis(below frame: Frame, on canvas: inout ChartCanvas) {
        let middle = frame.bottom + 20
        var used = -Double.infinity
        for tick in x.ticks {
            let text = tick.axisText
            let width = ChartText.width(text)
            let place = frame.left + x.fraction(tick) * (frame.right - frame.left)
            canvas.line(from: (place, frame.bottom), to: (place, frame.bottom + 4), class: "zero")
            let centre = min(max(place, width / 2), canvas.width - width / 2)
            guard centre - width / 2 > used + 8, width <= canvas.width else { continue }
            canvas.text(text, x: centre, middle: middle, anchor: .middle, class: "soft")
            used = centre + width / 2
        }
        canvas.height = middle + ChartText.lineHeight / 2
        let name = FittedText(xName, width: frame.right - frame.left, lines: 2)
        canvas.text(
            name, x: (frame.left + frame.right) / 2, middle: canvas.height + name.height / 2, anchor: .middle,
            class: "soft")
        canvas.height += name.height
    }
}

extension CurvePlot.Panel {
    /// Whether its curves are told by their names, as the title does not say it.
    var namesCurves: Bool { curves.count > 1 || curves.contains { $0.name != title } }

    fileprivate func draw(in frame: CurvePlot.Frame, on canvas: inout ChartCanvas) {
        for tick in y.ticks {
            let height = frame.place(CurvePoint(x: 0, y: tick)).y
            canvas.line(from: (frame.left, height), to: (frame.right, height), class: tick == 0 ? "zero" : "grid")
            canvas.text(
                FittedText(tickText(tick), width: frame.left - 8), x: frame.left - 8, middle: height, anchor: .end,
                class: "soft")
        }
        guard curves.contains(where: { $0.points.contains(where: \.canBeDrawn) }) else {
            let centre = ((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2 - 10)
            return canvas.text("no data", x: centre.0, middle: centre.1, anchor: .middle, class: "soft")
        }
        for curve in curves { curve.drawIntervals(in: frame, on: &canvas) }
        for curve in curves { curve.drawLine(in: frame, on: &canvas) }
    }
}

extension CurvePlot.Curve {
    /// Whether each point has a mark: where there are many, they would hide the curve.
    var hasMarks: Bool { points.count <= 40 }

    /// The last point that can be drawn.
    var end: CurvePoint? { points.last(where: \.canBeDrawn) }

    fileprivate func drawIntervals(in frame: CurvePlot.Frame, on canvas: inout ChartCanvas) {
        let known = zip(points, intervals).filter { $0.canBeDrawn && $1.low.isFinite && $1.high.isFinite }
        let ends = known.map { point, interval in
            (
                frame.place(CurvePoint(x: point.x, y: interval.low)),
                frame.place(CurvePoint(x: point.x, y: interval.high))
            )
        }
        let outline = (ends.map(\.0) + ends.reversed().map(\.1)).map { "\(px: $0.x),\(px: $0.y) " as HTML }.joined()
        if ends.count > 1 { canvas.draw(#"<polygon class="band \#(style.colour)" points="\#(outline)"/>"#) }
        for (low, high) in ends { canvas.line(from: low, to: high, class: style.colour) }
    }

    fileprivate func drawLine(in frame: CurvePlot.Frame, on canvas: inout ChartCanvas) {
        let columns = max(1, Int((frame.right - frame.left) / 2))
        for part in points.thinned(toColumns: columns) { style.drawLine(part.map(frame.place), on: &canvas) }
        guard hasMarks else { return }
        for point in points where point.canBeDrawn {
            canvas.mark(style.shape, at: frame.place(point), class: style.colour)
        }
    }
}
