/// Where things stand in a chart of one row a condition: name, plot and values side by side, or the plot below the others
/// where there is little room.
struct RowsLayout: Sendable {
    /// From where to where the plot reaches.
    let plot: ClosedRange<Double>

    private let isNarrow: Bool
    private let nameWidth: Double
    private let columns: [Column]

    /// Whether the values stand in a line of their own, below the name.
    private let valuesBelow: Bool

    private struct Column {
        let end: Double
        let width: Double
    }

    private static let gap = 16.0

    /// - Parameters:
    ///   - names: of all rows.
    ///   - values: of all rows, equally many each.
    ///   - overhang: how far labels of the axis reach over its ends, in pixels.
    init(width: Double, names: [String], values: [[String]], overhang: Double) {
        isNarrow = width < 600
        let count = values.first?.count ?? 0
        let widest = (0..<count).map { column in values.map { ChartText.width($0[column]) }.max() ?? 0 }
        let most = isNarrow ? (width - Self.gap * Double(max(0, count - 1))) / Double(max(1, count)) : 170
        let widths = widest.map { min($0.rounded(.up), most) }
        var end = width
        var columns: [Column] = []
        for width in widths.reversed() {
            columns.append(Column(end: end, width: width))
            end -= width + Self.gap
        }
        self.columns = columns.reversed()
        valuesBelow = isNarrow && end < width / 2.5
        if isNarrow {
            nameWidth = valuesBelow ? width : end
            plot = overhang...(width - overhang)
        } else {
            let right = count == 0 ? width - 8 : max(end, 0)
            let longest = names.map { ChartText.width($0.onOneVisibleLine) }.max() ?? 0
            // Charts below one another have their axes in one line where names are ordinary.
            nameWidth = min(max(176, longest.rounded(.up)), 240, max(80, right - 240))
            plot = (nameWidth + Self.gap)...max(right, nameWidth + Self.gap + 40)
        }
    }

    /// The place of a fraction of the axis.
    func x(_ fraction: Double) -> Double {
        plot.lowerBound + min(1, max(0, fraction)) * (plot.upperBound - plot.lowerBound)
    }

    /// Writes a row and gives its plot's height from above to below to `draw`.
    ///
    /// - Parameter height: that the plot needs at least.
    func row(
        _ name: String, values: [String] = [], height: Double = 28, on canvas: inout ChartCanvas,
        draw: (inout ChartCanvas, ClosedRange<Double>) -> Void
    ) {
        let name = FittedText(name, width: nameWidth, lines: 3)
        let values = zip(values, columns).map { FittedText($0, width: $1.width) }
        let top = canvas.height
        guard isNarrow else {
            let bottom = top + max(height, name.height + 8)
            let middle = (top + bottom) / 2
            draw(&canvas, top...bottom)
            canvas.text(name, x: 0, middle: height > 28 ? top + 4 + max(name.height, 20) / 2 : middle)
            write(values, middle: middle, on: &canvas)
            canvas.height = bottom
            return
        }
        canvas.height += 8
        canvas.paragraph(name, x: 0)
        if valuesBelow || name.lines.isEmpty { canvas.height += ChartText.lineHeight }
        write(values, middle: canvas.height - ChartText.lineHeight / 2, on: &canvas)
        let start = canvas.height
        draw(&canvas, start...(start + max(24, height - 4)))
        canvas.height = start + max(24, height - 4)
    }

    /// Writes what stands at places of the axis, below all rows.
    func axis(_ labels: [(fraction: Double, text: String)], on canvas: inout ChartCanvas) {
        canvas.height += 4
        for (fraction, text) in labels {
            canvas.text(
                text, x: x(fraction), middle: canvas.height + ChartText.lineHeight / 2, anchor: .middle, class: "soft")
        }
        canvas.height += ChartText.lineHeight
    }

    /// Draws upright lines of a class through a row.
    func grid(_ fractions: [Double], class name: String, rows: ClosedRange<Double>, on canvas: inout ChartCanvas) {
        for fraction in fractions {
            canvas.line(from: (x(fraction), rows.lowerBound), to: (x(fraction), rows.upperBound), class: name)
        }
    }

    private func write(_ values: [FittedText], middle: Double, on canvas: inout ChartCanvas) {
        for (value, column) in zip(values, columns) {
            let isLast = column.end == columns.last?.end
            canvas.text(value, x: column.end, middle: middle, anchor: .end, class: isLast ? "ink" : "soft")
        }
    }
}

extension ChartCanvas {
    /// A mark with an interval, lying at a height; an interval that is not known is left out.
    mutating func estimate(
        _ shape: HTML, at place: Double, interval: (low: Double, high: Double)?, middle: Double, class name: String
    ) {
        if let interval {
            line(from: (interval.low, middle), to: (interval.high, middle), class: name)
            for end in [interval.low, interval.high] {
                line(from: (end, middle - 4), to: (end, middle + 4), class: name)
            }
        }
        mark(shape, at: (place, middle), class: name)
    }

    /// What stands in a chart without data.
    mutating func nothingToShow() {
        paragraph(FittedText("no data", width: width), x: 0, class: "soft")
    }
}
