import Foundation

/// A row of comma-separated values as RFC 4180 has it, all of its cells quoted, its line ended by CR LF.
///
/// A spreadsheet would run a cell that begins with `=`, `+`, `-`, `@` (also in their full-width forms), a tab or a line
/// break as a formula, and here a model writes the cells. Such a cell, and one that begins with `'`, gets one `'` in front:
/// spreadsheets show it as text, and whoever takes one `'` off each cell that begins with it has what was written.
struct CSVRow {
    private let cells: [String]

    init(_ cells: [String]) {
        self.cells = cells
    }

    var data: Data {
        var line: [UInt8] = []
        for (index, cell) in cells.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            line.append(Self.quote)
            if cell.unicodeScalars.first.map(Self.risky.contains) ?? false { line.append(UInt8(ascii: "'")) }
            // By bytes: a quotation mark with an accent on it is one character, and a quotation mark still.
            for byte in cell.utf8 {
                if byte == Self.quote { line.append(byte) }
                line.append(byte)
            }
            line.append(Self.quote)
        }
        return Data(line + "\r\n".utf8)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let risky = Set("=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\t\r\n'".unicodeScalars)
}
