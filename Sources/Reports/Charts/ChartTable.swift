/// The numbers behind a chart: rounded for people, exact for programs.
struct ChartTable: Sendable, Hashable {
    var columns: [Column]
    var rows: [[Cell]]

    struct Column: Sendable, Hashable {
        /// The name in a file: `interval-low`.
        var name: String

        /// The head for people: `interval, %`; nil for a column that only files have.
        var heading: String?

        init(_ name: String, heading: String?) {
            self.name = name
            self.heading = heading
        }
    }

    struct Cell: Sendable, Hashable {
        /// As a file has it; empty where there is nothing.
        var text: String

        /// As people read it.
        var shown: String

        static func text(_ text: String) -> Cell { Cell(text: text, shown: text) }

        static func count(_ count: Int) -> Cell { Cell(text: String(count), shown: String(count)) }

        /// A number exactly as it is, shown as said; what is missing or no number is left empty.
        static func number(_ value: Double?, shown: (Double) -> String) -> Cell {
            guard let value, value.isFinite else { return Cell(text: "", shown: "–") }
            return Cell(text: String(value), shown: shown(value))
        }
    }

    /// The table as comma-separated values (RFC 4180).
    var csv: String {
        ([columns.map(\.name)] + rows.map { $0.map(\.text) })
            .map { $0.map(quotedForCSV).joined(separator: ",") + "\r\n" }.joined()
    }

    /// The table for people, where it is short enough to be read.
    var html: HTML {
        guard rows.count <= 200 else { return "" }
        let shown = columns.indices.filter { columns[$0].heading != nil }
        let head = shown.map { "<th>\(columns[$0].heading ?? "")</th>" as HTML }.joined()
        let body = rows.map { row -> HTML in
            let cells = shown.enumerated().map { place, column -> HTML in
                place == 0 ? "<th>\(row[column].shown)</th>" : "<td>\(row[column].shown)</td>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        return """
            <details><summary>data</summary><div class="wide"><table class="numbers"><thead><tr>\(head)</tr></thead>\
            <tbody>\(body.joined())</tbody></table></div></details>
            """
    }
}

private func quotedForCSV(_ field: String) -> String {
    let needsQuotes =
        field.unicodeScalars.contains { [",", "\"", "\r", "\n"].contains($0) } || field.first == " "
        || field.last == " "
    return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
}
