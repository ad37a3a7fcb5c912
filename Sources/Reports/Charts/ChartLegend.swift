/// Names beside what stands for them in a drawing, in lines as long as there is room.
struct ChartLegend: Sendable {
    struct Item: Sendable {
        let text: String
        let key: Key

        init(_ text: String, key: Key) {
            self.text = text
            self.key = key
        }
    }

    /// What stands for something.
    enum Key: Sendable {
        case area(OutcomeKind)
        case curve(CurveStyle, hasMarks: Bool)

        var width: Double {
            switch self {
            case .area: 12
            case .curve: 28
            }
        }
    }

    /// Of all lines, in pixels.
    let height: Double

    private let placed: [(item: Item, text: FittedText, x: Double, y: Double)]

    /// Space between key and text, and between items, in pixels.
    private static let gap = 6.0
    private static let space = 16.0

    init(_ items: [Item], x range: ClosedRange<Double>) {
        var (x, y, line) = (range.lowerBound, 0.0, 0.0)
        var placed: [(item: Item, text: FittedText, x: Double, y: Double)] = []
        for item in items {
            let start = item.key.width + Self.gap
            let text = FittedText(item.text, width: range.upperBound - range.lowerBound - start, lines: 2)
            if x > range.lowerBound, x + start + text.width() > range.upperBound {
                (x, y, line) = (range.lowerBound, y + line, 0)
            }
            placed.append((item, text, x, y))
            x += start + text.width() + Self.space
            line = max(line, text.height, ChartText.lineHeight)
        }
        self.placed = placed
        height = y + line
    }

    func draw(top: Double, on canvas: inout ChartCanvas) {
        for (item, text, x, y) in placed {
            let middle = top + y + ChartText.lineHeight / 2
            switch item.key {
            case .area(let kind):
                canvas.rectangle(
                    x: x...(x + 12), y: (middle - 6)...(middle + 6), class: "outcome \(kind.rawValue)",
                    pattern: kind.pattern)
            case .curve(let style, let hasMarks):
                style.drawKey(from: (x, middle), hasMark: hasMarks, on: &canvas)
            }
            canvas.text(
                text, x: x + item.key.width + Self.gap, middle: top + y + max(text.height, ChartText.lineHeight) / 2)
        }
    }
}
