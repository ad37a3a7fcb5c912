import Reports

extension TerminalTable {
    /// The rates of one scorer: condition, count, rate and interval, and the interval drawn on an axis from 0 to 100 %.
    package static func rates(_ section: RateSection) -> TerminalTable {
        var table = TerminalTable(columns: [
            Column(section.title), Column("n", .right), Column("rate", .right), Column("95 % interval", .right),
            Column("0" + String(repeating: " ", count: stripWidth - 6) + "100 %"),
        ])
        for row in section.rows {
            let counts = "\(row.successes)/\(row.n)"
            if let rate = row.rate {
                table.append([row.name, counts, "\(rate.percent) %", "\(row.intervalText) %", strip(row, rate: rate)])
            } else {
                table.append([row.name, counts, "no samples"])
            }
        }
        return table
    }

    private static var stripWidth: Int { 31 }

    /// The rate as `●` on its interval: `├──●─┤`.
    private static func strip(_ row: RateRow, rate: Double) -> String {
        func cell(_ fraction: Double) -> Int { Int((min(1, max(0, fraction)) * Double(stripWidth - 1)).rounded()) }
        let (low, middle, high) = (cell(row.low), cell(rate), cell(row.high))
        let cells = (0..<stripWidth).map { index -> String in
            switch index {
            case middle: "●"
            case low: "├"
            case high: "┤"
            case low...max(low, high): "─"
            default: "·"
            }
        }
        return cells.joined()
    }
}
