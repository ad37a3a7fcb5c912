/// A table for the terminal: columns as wide as what is in them and two spaces apart.
package struct TerminalTable: Sendable {
    package enum Alignment: Sendable {
        case left
        case right
    }

    package struct Column: Sendable {
        package var title: String
        package var alignment: Alignment

        package init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    package init(columns: [Column]) { self.columns = columns }

    /// Adds a row; cells that are missing stay empty, and those too many are left out.
    package mutating func append(_ cells: [String]) {
        rows.append(columns.indices.map { $0 < cells.count ? cells[$0].printable : "" })
    }

    /// The header, where a column has a title, and the rows, without a space at the end of a line.
    package var lines: [String] {
        let titles = columns.map(\.title.printable)
        let all = titles.contains { !$0.isEmpty } ? [titles] + rows : rows
        let widths = columns.indices.map { column in all.map { $0[column].terminalWidth }.max() ?? 0 }
        return all.map { cells in
            let padded = columns.indices.map { cells[$0].padded(to: widths[$0], columns[$0].alignment) }
            let line = padded.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}

extension String {
    /// The text without what a terminal would act upon: escape and other control characters, and those that reorder or
    /// hide text, each shown as `·`.
    package var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable ? $0 : "·" }))
    }

    fileprivate func padded(to width: Int, _ alignment: TerminalTable.Alignment) -> String {
        let space = String(repeating: " ", count: max(0, width - terminalWidth))
        return alignment == .left ? self + space : space + self
    }

    /// The cells that the text takes in a terminal: two for a wide East Asian character or an emoji.
    fileprivate var terminalWidth: Int {
        reduce(0) { $0 + ($1.unicodeScalars.contains(where: \.isWide) ? 2 : 1) }
    }
}

extension Unicode.Scalar {
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
        default: true
        }
    }

    /// The blocks that Unicode's East Asian Width data gives as wide, roughly.
    fileprivate var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: properties.isEmojiPresentation
        }
    }
}
