/// The points of a sweep as a table, each with a link to its own report.
package struct PointsSection: Sendable, Hashable, Codable {
    package var columns: [String]
    package var rows: [Row]

    package struct Row: Sendable, Hashable, Codable {
        /// The folder of the point's run beside the report; nil where there is none.
        package var folder: String?
        package var cells: [String]
        /// What stands in place of what a point found that was stopped.
        package var reason: String?
    }

    init(_ table: SweepTable) {
        columns = table.columns
        rows = table.rows.map { Row(folder: $0.folder, cells: $0.cells, reason: $0.reason) }
    }

    var html: HTML {
        let head = columns.map { column -> HTML in #"<th scope="col">\#(column)</th>"# }.joined()
        return
            #"<div class="wide"><table class="numbers points"><thead><tr>\#(head)</tr></thead><tbody>\#(rows.map(row).joined())</tbody></table></div>"#
    }

    private func row(_ row: Row) -> HTML {
        let cells = row.cells.enumerated().map { place, cell -> HTML in
            let text: HTML = if place == 0, let folder = row.folder { link(cell, to: folder) } else { "\(cell)" }
            return "<td>\(text)</td>"
        }
        let reason = row.reason.map { reason -> HTML in
            #"<td class="failed" colspan="\#(columns.count - row.cells.count)">stopped: \#(reason)</td>"#
        }
        return "<tr>\(cells.joined())\(reason ?? "")</tr>"
    }

    private func link(_ text: String, to folder: String) -> HTML {
        #"<a href="\#(folder)/\#(RunReport.file)">\#(text)</a>"#
    }
}
