/// One stacked bar a condition that says how its samples ended, so that missing data is seen.
struct OutcomesChart {
    let rows: [OutcomeRow]

    var html: HTML {
        #"<figure><div class="chart outcomes">\#(rows.map(row).joined())</div>\#(patterns)</figure>"#
    }

    private func row(_ row: OutcomeRow) -> HTML {
        #"""

        <div class="row"><span class="name">\#(row.condition)</span>\#(bar(row))\#
        <span class="legend">\#(row.occurring.map(label).joined())</span></div>
        """#
    }

    private func bar(_ row: OutcomeRow) -> HTML {
        var start = 0
        let segments = row.occurring.map { kind, count -> HTML in
            defer { start += count }
            return segment(kind, from: start, count: count, of: row.total)
        }
        let description = row.occurring.map { "\($0.count) \($0.kind.rawValue)" }.joined(separator: ", ")
        return #"""
            <svg class="bar" width="100%" height="16" role="img"><title>Outcomes: \#(row.condition)</title>\#
            <desc>\#(description)</desc>\#(segments.joined())</svg>
            """#
    }

    private func segment(_ kind: OutcomeKind, from start: Int, count: Int, of total: Int) -> HTML {
        func percent(_ part: Int) -> String { "\((Double(part) / Double(total) * 10_000).rounded() / 100)%" }
        return #"<rect class="\#(kind.rawValue)" x="\#(percent(start))" width="\#(percent(count))" height="16"/>"#
    }

    private func label(_ kind: OutcomeKind, _ count: Int) -> HTML {
        #"""
        <span><svg width="12" height="12" aria-hidden="true"><rect class="\#(kind.rawValue)" width="12" height="12"/>\#
        </svg> \#(count) \#(kind.rawValue)</span>
        """#
    }

    /// Hatchings, so that outcomes differ in more than colour.
    private var patterns: HTML {
        #"""
        <svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
        <pattern id="truncated" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0v6M3 0v6"/></pattern>
        <pattern id="malformed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0v6M0 0h6"/></pattern>
        <pattern id="refused" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0 2.5h5"/></pattern>
        </defs></svg>
        """#
    }
}
