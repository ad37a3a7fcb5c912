/// Every detector against every other: the value in a cell, the darker the more they agree.
struct AgreementChart: Chart {
    let section: AgreementSection

    let name = "agreement"
    var title: String { section.title }
    var caption: String { section.caption }

    var description: String {
        let names = section.detectors
        let pairs = names.indices.flatMap { row in
            names.indices.filter { $0 > row }.map { column in
                "\(names[row]) and \(names[column]): \(section.value(row, column).map(text) ?? "no value")"
            }
        }
        return pairs.isEmpty ? "no pairs of detectors" : pairs.joined(separator: "; ")
    }

    var table: ChartTable {
        ChartTable(
            columns: [
                .init("detector", heading: "detector"), .init("other", heading: "other"),
                .init("value", heading: section.measure == .share ? "agreement, %" : "agreement"),
            ],
            rows: section.detectors.indices.flatMap { row in
                section.detectors.indices.map { column in
                    [
                        .text(section.detectors[row]), .text(section.detectors[column]),
                        .number(section.value(row, column), shown: text),
                    ]
                }
            })
    }

    func draw(on canvas: inout ChartCanvas) {
        let count = section.detectors.count
        guard count > 0 else { return canvas.nothingToShow() }
        let numbered = section.detectors.enumerated().map { "\($0 + 1)  \($1)" }
        let isNarrow = canvas.width < 600
        let longest = numbered.map { ChartText.width($0.onOneVisibleLine) }.max() ?? 0
        let left = isNarrow ? 28.0 : min(longest.rounded(.up), 240) + 12
        if isNarrow {
            for name in numbered { canvas.paragraph(FittedText(name, width: canvas.width, lines: 2), x: 0) }
            canvas.height += 8
        }
        let names = numbered.map { isNarrow ? FittedText("", width: 1) : FittedText($0, width: left - 12, lines: 2) }
        let cell = min(64, (canvas.width - left - 1) / Double(count))
        let least = isNarrow ? min(28, cell) : 28
        let numberedRows = max(1, Int((ChartText.lineHeight / least).rounded(.up)))
        head(count, cell: cell, left: left, on: &canvas)
        for row in 0..<count {
            let top = canvas.height
            let bottom = top + max(least, names[row].height + 4)
            let middle = (top + bottom) / 2
            if isNarrow, row.isMultiple(of: numberedRows) {
                canvas.text("\(row + 1)", x: left - 8, middle: middle, anchor: .end, class: "soft")
            }
            canvas.text(names[row], x: 0, middle: middle)
            for column in 0..<count {
                let x = left + Double(column) * cell
                draw(section.value(row, column), x: x...(x + cell), y: top...bottom, on: &canvas)
            }
            canvas.height = bottom
        }
        canvas.height += least < ChartText.lineHeight ? 12 : 1
    }

    /// The numbers of the columns, as many as have room.
    private func head(_ count: Int, cell: Double, left: Double, on canvas: inout ChartCanvas) {
        let widest = ChartText.width("\(count)") + 6
        let every = max(1, Int((widest / cell).rounded(.up)))
        for column in stride(from: 0, to: count, by: every) {
            let x = min(left + (Double(column) + 0.5) * cell, canvas.width - widest / 2)
            canvas.text("\(column + 1)", x: x, middle: canvas.height + 10, anchor: .middle, class: "soft")
        }
        canvas.height += ChartText.lineHeight + 2
    }

    /// Less than chance is told by another colour and a stroke, where the number has no room.
    private func draw(
        _ value: Double?, x: ClosedRange<Double>, y: ClosedRange<Double>, on canvas: inout ChartCanvas
    ) {
        let isNegative = (value ?? 0) < 0
        canvas.shade(
            x: x, y: y, strength: min(1, abs(value ?? 0)), class: isNegative ? "triggered" : "clean")
        let shown = value.map(text) ?? "–"
        let (width, height) = (x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
        if ChartText.width(shown) + 6 <= width, height >= ChartText.lineHeight {
            let middle = (y.lowerBound + y.upperBound) / 2
            canvas.text(
                shown, x: (x.lowerBound + x.upperBound) / 2, middle: middle, anchor: .middle,
                class: value == nil ? "soft" : "ink")
        } else if isNegative {
            canvas.line(from: (x.lowerBound, y.upperBound), to: (x.upperBound, y.lowerBound), class: "zero")
        }
    }

    private func text(_ value: Double) -> String {
        switch section.measure {
        case .share: value.percent
        case .coefficient: value.coefficient
        }
    }
}
