/// The text of charts: one size, in ink or in softer ink.
enum ChartText {
    /// Of the font and of a line, in pixels.
    static let size = 14.0
    static let lineHeight = 20.0

    /// How far a line's baseline is below its middle, in pixels.
    static let drop = 5.0

    enum Anchor: String {
        case start
        case middle
        case end
    }

    /// How wide a short text of the program's own is, in pixels.
    static func width(_ text: String) -> Double { text.widthInEm * size }
}

extension ChartCanvas {
    /// Lines of text around a height.
    ///
    /// - Parameter name: the class, `soft` for softer ink.
    mutating func text(
        _ text: FittedText, x: Double, middle: Double, anchor: ChartText.Anchor = .start, class name: String = "ink"
    ) {
        let first = middle - Double(text.lines.count - 1) * ChartText.lineHeight / 2 + ChartText.drop
        let full: HTML = text.full.map { "<title>\($0)</title>" } ?? ""
        for (place, line) in text.lines.enumerated() {
            let y = first + Double(place) * ChartText.lineHeight
            draw(#"<text class="\#(anchor.rawValue) \#(name)" x="\#(px: x)" y="\#(px: y)">\#(full)\#(line)</text>"#)
        }
    }

    /// A short text of the program's own.
    mutating func text(
        _ text: String, x: Double, middle: Double, anchor: ChartText.Anchor = .start, class name: String = "ink"
    ) {
        self.text(FittedText(text, width: width), x: x, middle: middle, anchor: anchor, class: name)
    }

    /// Lines of text below all that there is.
    mutating func paragraph(_ text: FittedText, x: Double, class name: String = "ink") {
        let room = text.height
        self.text(text, x: x, middle: height + room / 2, class: name)
        height += room
    }
}

extension FittedText {
    /// Of all lines, in pixels.
    var height: Double { Double(lines.count) * ChartText.lineHeight }
}
